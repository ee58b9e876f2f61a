import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { defineOperation, type TargetKind } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type SyncJob, syncJobSchema } from '../protocol/sync-job.ts'
import { syncJobTarget } from './sync-job-target.ts'

const input = z.strictObject({ job: z.string().min(1).describe('id of the sync job') })

const target: TargetKind<SyncJob> = {
  ...syncJobTarget,
  // A run that was stopped after the deletion goes on: nothing but the id is needed any more.
  gone: (id) => syncJobSchema.parse({ id, status: 'canceled', created_at: '', connector: { id: '' } }),
}

const warningsAbout = ({ status, job_type: kind }: SyncJob): string[] => {
  if (status === 'in_progress' || status === 'canceling')
    return [
      'it runs: its worker loses it and stops; `patchbay sync cancel` ends it in order, and leaves it to be seen',
    ]
  if (status === 'pending' || status === 'suspended') return ['it is still to run, and will not']
  if (status === 'completed' && kind === 'full')
    return [
      'a completed full sync says whose the documents in the index are: without any, a worker of Patchbay keeps documents that it did not write',
    ]
  return []
}

export const deleteSyncJob = defineOperation({
  name: 'sync.delete',
  version: 1,
  title: 'Delete sync job',
  summary: 'Deletes one sync job from the history.',
  risk: 'routine',
  input,
  target,
  basis: (job: SyncJob) => ({ job: job.id }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  plan: () => async (_context, _input, job) => {
    const warnings = warningsAbout(job)
    return {
      headline: `Delete sync job · ${target.label(job)}`,
      changes: [{ what: `${job.job_type} sync of ${job.created_at}`, from: job.status, to: 'gone' }],
      stays: ['the documents that it wrote, and the connector'],
      after: ['statistics no longer count it'],
      ...(warnings.length > 0 && { warnings }),
      irreversible: "The job can't be brought back.",
    }
  },
  run: () => async (context, _input, job) =>
    context.step('delete', {
      run: async () => {
        try {
          await context.es.connector.syncJobDelete({ connector_sync_job_id: job.id })
        } catch (error) {
          if (!hasStatus(error, 404)) throw error
        }
        return { job: job.id }
      },
    }),
})
