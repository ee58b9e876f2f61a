import { z } from 'zod'
import { countDocuments } from '../elasticsearch/inspect-index.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { listIndexNames } from '../elasticsearch/list-index-names.ts'
import { defineOperation, type RunContext } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { usualContentPatterns } from '../protocol/content-index.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('part of the name of the index or of its connector'),
  ...pageFields,
  // Each one shown is counted by a request of its own.
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('at most this many'),
})

/** How many counts are asked for at once. */
const together = 8

interface Row {
  index: string
  there: boolean
  connector: ConnectorSummary | undefined
}

const rowsOf = async ({ es }: RunContext, query: string | undefined): Promise<Row[]> => {
  const [{ items }, names] = await Promise.all([
    listConnectors(es, {}, { from: 0, size: 10_000 }),
    listIndexNames(es, usualContentPatterns),
  ])
  const connectors = new Map(items.flatMap((item) => (item.index_name ? [[item.index_name, item]] : [])))
  const wanted = query?.toLowerCase() ?? ''
  return [...new Set([...names, ...connectors.keys()])]
    .toSorted((a, b) => a.localeCompare(b))
    .map((index) => ({ index, there: names.has(index), connector: connectors.get(index) }))
    .filter(({ index, connector }) =>
      [index, connector?.name ?? ''].some((text) => text.toLowerCase().includes(wanted)),
    )
}

const shown = async ({ es }: RunContext, { index, there, connector }: Row) => {
  const documents = await countDocuments(es, index)
  return {
    index,
    documents: documents ?? null,
    state: there || documents !== undefined ? 'there' : 'not made yet, or not yours to see',
    connector: connector === undefined ? null : connectorLabel(connector),
    serviceType: connector?.service_type ?? null,
    lastSynced: connector?.last_synced ?? null,
    connectorId: connector?.id ?? null,
  }
}

export const listIndices = defineOperation({
  name: 'index.list',
  version: 1,
  title: 'List indices',
  summary: 'Shows content indices with their documents and the connector that writes to them.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: () => async (context, asked) => {
    const rows = await rowsOf(context, asked.query)
    const { from, size } = pageOf(asked)
    const page = rows.slice(from, from + size)
    const items: Awaited<ReturnType<typeof shown>>[] = []
    for (let at = 0; at < page.length; at += together) {
      const some = page.slice(at, at + together)
      items.push(...(await Promise.all(some.map((row) => shown(context, row)))))
    }
    return { items, total: rows.length, next: nextPage(asked, rows.length) }
  },
})
