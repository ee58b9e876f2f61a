import { z } from 'zod'
import { connectorNames } from '../elasticsearch/connector-names.ts'
import { jobsSince } from '../elasticsearch/jobs-since.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'

const input = z.strictObject({
  connectors: z
    .array(z.string().min(1))
    .min(1)
    .max(100)
    .optional()
    .describe('only those of the connectors with these ids'),
  last: z.coerce.number().int().min(1).max(50).default(10).describe('at most this many of each connector'),
  days: z.coerce.number().int().min(1).max(90).default(7).describe('how many days back, such as 7 or 30'),
})

const day = 86_400_000

/** Apart from `sync.list`, which shows one list of all: here every connector has its own, however seldom it syncs. */
export const recentSyncs = defineOperation({
  name: 'sync.recent',
  version: 1,
  title: 'Show recent results',
  summary: 'Shows how the last syncs of each connector ended, the oldest first.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    (deps) =>
    async (context, { connectors, last, days }) => {
      const since = new Date(deps.clock.now().getTime() - days * day)
      const { jobs } = await jobsSince(context.es, { since, connectors })
      const byConnector = Map.groupBy(jobs, ({ connector }) => connector.id)
      const names = await connectorNames(context.es, byConnector.keys())
      const items = [...byConnector].map(([connector, own]) => ({
        connector,
        name: names.get(connector) ?? null,
        results: own
          .slice(0, last)
          .toReversed()
          .map((job) => ({
            status: job.status,
            kind: job.job_type,
            at: job.created_at,
            changed: job.indexed_document_count + job.deleted_document_count,
          })),
      }))
      return { items }
    },
})
