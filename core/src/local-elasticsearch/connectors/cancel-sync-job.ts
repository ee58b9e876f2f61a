import type { Route } from '../http/route.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeJob, checkTransition, statusOf } from './sync-job-document.ts'

/** `PUT /_connector/_sync_job/{id}/_cancel`: at once when nobody works on it, else its worker is asked to stop. */
export const cancelSyncJob = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_sync_job/{connector_sync_job_id}/_cancel',
  action: 'cluster:admin/xpack/connector/sync_job/cancel',
  handle: ({ params }) => {
    const now = context.timestamp()
    return changeJob(context, params['connector_sync_job_id'] ?? '', {
      to: (source) => {
        const status = statusOf(source)
        if (status === 'pending' || status === 'suspended') {
          const times = { cancelation_requested_at: now, canceled_at: now, completed_at: now }
          return { ...source, status: 'canceled', ...times }
        }
        checkTransition(status, 'canceling')
        return { ...source, status: 'canceling', cancelation_requested_at: now }
      },
    })
  },
})
