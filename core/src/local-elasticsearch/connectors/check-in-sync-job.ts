import type { Route } from '../http/route.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeJob, jobToUpdateNotFound } from './sync-job-document.ts'

/** `PUT /_connector/_sync_job/{id}/_check_in`: its worker was seen now. */
export const checkInSyncJob = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_sync_job/{connector_sync_job_id}/_check_in',
  action: 'cluster:admin/xpack/connector/sync_job/check_in',
  handle: ({ params }) =>
    changeJob(context, params['connector_sync_job_id'] ?? '', {
      to: (source) => ({ ...source, last_seen: context.timestamp() }),
      missing: jobToUpdateNotFound,
    }),
})
