import { z } from 'zod'
import { countEach } from '../elasticsearch/count-each.ts'
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
})

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

const shown = ({ index, there, connector }: Row, documents: number | undefined) => ({
  index,
  documents: documents ?? null,
  state: there || documents !== undefined ? 'there' : 'not made yet, or not yours to see',
  connector: connector === undefined ? null : connectorLabel(connector),
  serviceType: connector?.service_type ?? null,
  lastSynced: connector?.last_synced ?? null,
  connectorId: connector?.id ?? null,
})

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
    const counts = await countEach(
      context.es,
      page.map(({ index }) => index),
    )
    const items = page.map((row) => shown(row, counts.get(row.index)))
    return { items, total: rows.length, next: nextPage(asked, rows.length) }
  },
})
