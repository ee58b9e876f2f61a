import { z } from 'zod'
import { listConnectors as findAll } from '../elasticsearch/list-connectors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { nextPage, pageFields, pageOf } from '../steps/page-fields.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('part of a name or an index name, or a word of a description'),
  name: z.string().min(1).optional().describe('exactly this name'),
  indexName: z.string().min(1).optional().describe('exactly this index'),
  serviceType: z.string().min(1).optional().describe('only this kind of data source, such as postgresql'),
  ...pageFields,
})

const shown = (connector: ConnectorSummary) => ({
  name: connector.name || null,
  serviceType: connector.service_type ?? null,
  managed: connector.is_native,
  index: connector.index_name ?? null,
  status: connector.status,
  lastSync: connector.last_sync_status ?? null,
  lastSynced: connector.last_synced ?? null,
  lastSeen: connector.last_seen ?? null,
  error: connector.error || connector.last_sync_error || null,
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
  run: () => async (context, asked) => {
    const { limit: _limit, after: _after, ...filter } = asked
    const { items, total } = await findAll(context.es, filter, pageOf(asked))
    return { items: items.map(shown), total, next: nextPage(asked, total) }
  },
})
