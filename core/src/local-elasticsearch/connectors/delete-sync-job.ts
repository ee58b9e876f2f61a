import type { Route } from '../http/route.ts'
import { type ConnectorContext, syncJobsIndex } from './connector-context.ts'
import { jobNotFound } from './sync-job-document.ts'

/** `DELETE /_connector/_sync_job/{id}`, whatever its status. */
export const deleteSyncJob = (context: ConnectorContext): Route => ({
  method: 'DELETE',
  path: '/_connector/_sync_job/{connector_sync_job_id}',
  action: 'cluster:admin/xpack/connector/sync_job/delete',
  handle: async ({ params }) => {
    const id = params['connector_sync_job_id'] ?? ''
    if (!(await context.store.delete(syncJobsIndex, id))) throw jobNotFound(id)
    return { status: 200, body: { acknowledged: true } }
  },
})
