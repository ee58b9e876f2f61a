import type { Route } from '../http/route.ts'
import { type ConnectorContext, syncJobsIndex } from './connector-context.ts'
import { jobNotFound, jobToUpdateNotFound } from './sync-job-document.ts'

/** `GET /_connector/_sync_job/{id}`. */
export const getSyncJob = (context: ConnectorContext): Route => ({
  method: 'GET',
  path: '/_connector/_sync_job/{connector_sync_job_id}',
  action: 'cluster:admin/xpack/connector/sync_job/get',
  handle: async ({ params }) => {
    const id = params['connector_sync_job_id'] ?? ''
    const stored = await context.store.get(syncJobsIndex, id)
    if (stored !== undefined) return { status: 200, body: { id, ...stored.source } }
    throw (await context.store.exists(syncJobsIndex)) ? jobNotFound(id) : jobToUpdateNotFound(id)
  },
})
