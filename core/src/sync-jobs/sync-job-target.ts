import { getSyncJob } from '../elasticsearch/list-sync-jobs.ts'
import { PatchbayError } from '../errors.ts'
import type { TargetKind } from '../operations/define-operation.ts'
import type { SyncJob } from '../protocol/sync-job.ts'

export const jobNotFound = (id: string): PatchbayError =>
  new PatchbayError('target.not-found', `There is no sync job "${id.slice(0, 200)}".`, {
    field: 'job',
    next: '`patchbay sync list` shows them.',
  })

/** One sync job, by its id. */
export const syncJobTarget: TargetKind<SyncJob> = {
  noun: 'sync job',
  field: 'job',
  find: async ({ es }, value) => {
    const job = await getSyncJob(es, value)
    if (job === undefined) throw jobNotFound(value)
    return job
  },
  id: ({ id }) => id,
  label: ({ id, job_type }) => `${job_type} sync ${id}`,
  facts: ({ connector }) => ({
    connectorId: connector.id,
    ...(connector.service_type == null ? {} : { serviceType: connector.service_type }),
  }),
}
