import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, type JobType, jobTypes } from '../protocol/connector.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { requireNoneWaiting, requireSyncable, waitingSyncs } from '../steps/require-syncable.ts'

const input = z.strictObject({
  connector: connectorField,
  kind: z.enum(jobTypes).default('full').describe('what kind of sync'),
  orWaiting: z
    .boolean()
    .optional()
    .describe('where one waits already that one is the answer: for what asks often, such as a build'),
})

const created = z.object({ id: z.string() })

const jobsOf = async (es: Client, { id }: Connector, kind: JobType) =>
  (await listSyncJobs(es, { connectorId: id, kinds: [kind] })).items

/** Milliseconds in which jobs that were asked for in one moment are seen by everybody who asked. */
const moment = 300

/**
 * Lets go of a job that was just made where an older one waits: whoever asked in the same moment saw none waiting either.
 * Elasticsearch gives a job its id and knows no condition, so it can't keep the second from being made; but a moment
 * later all who asked see all, and agree on the oldest. Where one is written later than that, two stay.
 * @returns the job that waits.
 */
const oneOf = async (
  es: Client,
  own: string,
  of: { connector: Connector; kind: JobType },
): Promise<string> => {
  const waiting = await waitingSyncs(es, of.connector, of.kind)
  const [oldest] = waiting
  // A job that a worker has taken up meanwhile is left to it.
  if (oldest === undefined || !waiting.includes(own) || oldest === own) return own
  await es.connector.syncJobCancel({ connector_sync_job_id: own })
  return oldest
}

export const startSync = defineOperation({
  name: 'sync.start',
  version: 1,
  title: 'Start sync',
  summary: 'Asks for a sync; a worker takes it up.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: identityBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (context, { kind, orWaiting }, connector) => {
      requireSyncable(connector, { kind, missing: missingConfiguration(connector.configuration) })
      if (orWaiting !== true) await requireNoneWaiting(context.es, connector, kind)
    },
  plan:
    () =>
    async (context, { kind, orWaiting }, connector) => {
      const [waiting] = orWaiting === true ? await waitingSyncs(context.es, connector, kind) : []
      if (waiting !== undefined) {
        return {
          headline: `Start sync · ${connectorHeadline(connector)}`,
          changes: [],
          stays: [`the ${kind} sync that waits already: ${waiting}`],
        }
      }
      const running = (await jobsOf(context.es, connector, kind)).find(
        ({ status }) => status === 'in_progress',
      )
      return {
        headline: `Start sync · ${connectorHeadline(connector)}`,
        changes: [{ what: `${kind} sync`, to: `into ${connector.index_name ?? ''}` }],
        ...(running !== undefined && {
          warnings: [`one runs already (${running.id}): this one begins after it`],
        }),
        after: ['a worker takes it up'],
      }
    },
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async (context, { kind, orWaiting }, connector) => {
      const { es } = context
      const job = await context.step('start', {
        choose: async () => ({ newest: (await jobsOf(es, connector, kind))[0]?.id ?? null }),
        run: async (_chosen, earlier) => {
          // One that has not begun will see whatever changed until now.
          const [waiting] = orWaiting === true ? await waitingSyncs(es, connector, kind) : []
          if (waiting !== undefined) return { id: waiting }
          // Elasticsearch gives the id, so a job that an earlier attempt asked for is known by being newer than its look.
          const [first] = earlier
          if (first !== undefined) {
            const jobs = await jobsOf(es, connector, kind)
            const known = jobs.findIndex(({ id }) => id === first.newest)
            const newer = jobs.slice(0, known === -1 ? jobs.length : known)
            const asked = newer.findLast(({ trigger_method }) => trigger_method === 'on_demand')
            if (asked !== undefined) return { id: asked.id }
          }
          const wanted = { id: connector.id, job_type: kind, trigger_method: 'on_demand' } as const
          const own = created.parse(await es.connector.syncJobPost(wanted)).id
          if (orWaiting !== true) return { id: own }
          await deps.clock.sleep(moment, context.signal)
          return { id: await oneOf(es, own, { connector, kind }) }
        },
      })
      return { job: job.id, connector: connector.id, kind, status: 'pending' }
    },
})
