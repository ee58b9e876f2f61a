import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeJob, checkTransition, statusOf } from './sync-job-document.ts'
import { validate } from '../xcontent/validate.ts'

const parser = objectParser('connector_sync_job_error_request', { error: required(string) }, { strict: true })

/** `PUT /_connector/_sync_job/{id}/_error`: the job failed; its `completed_at` is not touched. */
export const putSyncJobError = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_sync_job/{connector_sync_job_id}/_error',
  action: 'cluster:admin/xpack/connector/sync_job/update_error',
  handle: async (request) => {
    const { error } = parser.parse(await request.text())
    validate(error === '' && '[error] of the connector sync job cannot be null or empty')
    return changeJob(context, request.params['connector_sync_job_id'] ?? '', {
      to: (source) => {
        checkTransition(statusOf(source), 'error')
        return { ...source, status: 'error', error }
      },
    })
  },
})
