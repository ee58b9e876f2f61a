import { z } from 'zod'
import { findConnector } from '../elasticsearch/find-connector.ts'
import { jobsSince } from '../elasticsearch/jobs-since.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { syncStats } from '../protocol/sync-stats.ts'

const input = z.strictObject({
  connector: z.string().min(1).optional().describe('only those of the connector with this id, name or index'),
  connectors: z
    .array(z.string().min(1))
    .max(10_000)
    .optional()
    .describe('only those of the connectors with these ids'),
  days: z.coerce.number().int().min(1).max(90).default(7).describe('how many days back, such as 7 or 30'),
  since: z.iso.datetime({ offset: true }).optional().describe('from this moment on, instead of days back'),
  until: z.iso.datetime({ offset: true }).optional().describe('before this moment; until now by default'),
})

const day = 86_400_000

export const showSyncStats = defineOperation({
  name: 'sync.stats',
  version: 1,
  title: 'Show sync statistics',
  summary:
    'Shows sync jobs in numbers: how many of which kind, how they ended, how long they took, what failed.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    (deps) =>
    async (context, { connector, connectors, days, since: from, until }) => {
      const connectorId =
        connector === undefined ? undefined : (await findConnector(context.es, connector)).id
      const since = from === undefined ? new Date(deps.clock.now().getTime() - days * day) : new Date(from)
      const { jobs, complete } = await jobsSince(context.es, {
        since,
        until: until === undefined ? undefined : new Date(until),
        connectors: connectorId === undefined ? connectors : [connectorId],
      })
      return {
        since: since.toISOString(),
        until: until ?? null,
        connector: connectorId ?? null,
        // More than Elasticsearch lists: these numbers are about the newest.
        complete,
        ...syncStats(jobs),
      }
    },
})
