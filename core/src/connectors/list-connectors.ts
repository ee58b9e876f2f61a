import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { countEach } from '../elasticsearch/count-each.ts'
import { connectorOrders, listConnectors as findAll } from '../elasticsearch/list-connectors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { kibanaBadge } from '../protocol/connector-health.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { kibanaPage } from '../protocol/kibana-links.ts'
import { nextSync } from '../protocol/next-sync.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('part of a name or an index name, or a word of a description'),
  name: z.string().min(1).optional().describe('exactly this name'),
  indexName: z.string().min(1).optional().describe('exactly this index'),
  serviceType: z.string().min(1).optional().describe('only this kind of data source, such as postgresql'),
  deleted: z.boolean().default(false).describe('those that were deleted, too: from 9.0 on they stay'),
  documents: z
    .boolean()
    .default(false)
    .describe('how many documents each index has, too: one more request for a hundred of them'),
  sort: z
    .enum(connectorOrders)
    .default('index')
    .describe('in which order; where only the Connector API may be read, within each page'),
  ...pageFields,
})

interface Facts {
  cluster: Cluster
  now: Date
  /** Documents by index, where they were asked for. */
  counts: ReadonlyMap<string, number> | undefined
}

const shown = (connector: ConnectorSummary, { cluster, now, counts }: Facts) => ({
  name: connector.name || null,
  serviceType: connector.service_type ?? null,
  managed: connector.is_native,
  index: connector.index_name ?? null,
  ...(counts === undefined ? {} : { documents: counts.get(connector.index_name ?? '') ?? null }),
  status: connector.status,
  badge: kibanaBadge(connector, now),
  lastSync: connector.last_sync_status ?? null,
  lastSynced: connector.last_synced ?? null,
  nextSync: nextSync(connector, now)?.toISOString() ?? null,
  lastSeen: connector.last_seen ?? null,
  error: connector.error || connector.last_sync_error || null,
  ...(connector.deleted === true ? { deleted: true } : {}),
  ...kibanaPage(cluster, connector.id),
  id: connector.id,
})

export const listConnectors = defineOperation({
  name: 'connector.list',
  version: 1,
  title: 'List connectors',
  summary: 'Shows connectors with their index, status and last sync.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, asked) => {
    const { limit: _limit, after: _after, documents, ...filter } = asked
    // Before 9.0 nothing stays, and its API does not know the question.
    const deleted = asked.deleted && isAtLeast(context.cluster.version, 9)
    const { items, total } = await findAll(context.es, { ...filter, deleted }, pageOf(asked))
    const now = deps.clock.now()
    const indices = items.flatMap(({ index_name: index }) => (index ? [index] : []))
    const { cluster } = context
    const counts = documents ? await countEach(context.es, indices) : undefined
    return {
      items: items.map((item) => shown(item, { cluster, now, counts })),
      total,
      next: nextPage(asked, total),
    }
  },
})
