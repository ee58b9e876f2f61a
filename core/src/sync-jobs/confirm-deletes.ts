import { z } from 'zod'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { notesKey, notesOf } from '../protocol/job-notes.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorWord } from '../steps/connector-target.ts'
import { type HeldSync, heldSyncTarget } from './held-sync.ts'

const input = z.strictObject({ connector: connectorField })
const created = z.object({ id: z.string() })

const examplesOf = ({ held }: HeldSync): string => {
  const more = held.deletes > held.examples.length ? ', …' : ''
  return `${held.examples.join(', ')}${more}`
}

export const confirmDeletes = defineOperation({
  name: 'sync.confirm-deletes',
  version: 1,
  title: 'Confirm deletes',
  summary: 'Lets the deletes go that a sync held back since they were too many, with a new sync.',
  risk: 'guarded',
  input,
  target: heldSyncTarget,
  // A vote is for the deletes of this very sync: another one that holds more asks again.
  basis: ({ connector, job, held }: HeldSync) => ({
    connector: connector.id,
    index: connector.index_name ?? null,
    job: job.id,
    deletes: held.deletes,
    of: held.of,
  }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, found) => {
    if (found.held.confirmed == null) return
    throw new PatchbayError('sync-job.state', 'These deletes were confirmed already.', {
      next: `\`patchbay sync start ${connectorWord(found.connector)}\` carries them out.`,
    })
  },
  plan: () => async (_context, _input, found) => {
    const { connector, job, held } = found
    const index = connector.index_name ?? ''
    return {
      headline: `Confirm deletes · ${connectorHeadline(connector)}`,
      changes: [
        { what: index, from: counted(held.of, 'document'), to: `${counted(held.deletes, 'document')} fewer` },
        ...held.parts.map(({ part, deletes }) => ({
          what: `of ${part}`,
          to: counted(deletes, 'delete'),
        })),
      ],
      stays: ['documents that are in the source by then, and those of parts that can not be read'],
      after: [
        `a full sync begins; it may delete these and what any sync may, and holds back again beyond that`,
        `for instance ${examplesOf(found)}`,
      ],
      warnings: [
        `the sync of ${job.completed_at ?? job.created_at} did not find them in the source, or the sync rules leave them out`,
      ],
      irreversible: 'Deleted documents come back only if the source has them again.',
    }
  },
  stepsInAll: () => 2,
  run:
    ({ clock }) =>
    async (context, _input, found) => {
      const { es, run } = context
      const { connector, job, held } = found
      await context.step('confirm', {
        choose: () => ({ at: clock.now().toISOString() }),
        run: async ({ at }) => {
          const metadata = {
            ...job.metadata,
            [notesKey]: { ...notesOf(job), held: { ...held, confirmed: { run, at } } },
          }
          await es.connector.syncJobUpdateStats({
            connector_sync_job_id: job.id,
            indexed_document_count: job.indexed_document_count,
            deleted_document_count: job.deleted_document_count,
            indexed_document_volume: job.indexed_document_volume,
            ...(job.last_seen == null ? {} : { last_seen: job.last_seen }),
            metadata,
          })
          return null
        },
      })
      return context.step('start', {
        run: async () => {
          const filter = { connectorId: connector.id, status: 'pending' as const, kinds: ['full' as const] }
          const [waiting] = (await listSyncJobs(es, filter)).items
          // One that waits already will do, and so will the one of an attempt that was stopped here.
          if (waiting !== undefined)
            return { job: waiting.id, connector: connector.id, deletes: held.deletes }
          const started = created.parse(
            await es.connector.syncJobPost({
              id: connector.id,
              job_type: 'full',
              trigger_method: 'on_demand',
            }),
          )
          return { job: started.id, connector: connector.id, deletes: held.deletes }
        },
      })
    },
})
