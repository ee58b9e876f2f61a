import { z } from 'zod'
import type { Route } from '../http/route.ts'
import { objectParser, optional, required } from '../xcontent/object-parser.ts'
import { anyObject, string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeJob } from './sync-job-document.ts'

const parser = objectParser(
  'claim_connector_sync_job',
  { worker_hostname: required(string), sync_cursor: optional(anyObject) },
  { strict: true },
)

const snapshot = z.record(z.string(), z.unknown()).catch({})

/** `PUT /_connector/_sync_job/{id}/_claim`: checks nothing, not even whether another worker has it. */
export const claimSyncJob = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_sync_job/{connector_sync_job_id}/_claim',
  action: 'cluster:admin/xpack/connector/sync_job/claim',
  handle: async (request) => {
    const { worker_hostname: worker, sync_cursor: cursor } = parser.parse(await request.text())
    const now = context.timestamp()
    return changeJob(context, request.params['connector_sync_job_id'] ?? '', {
      to: (source) => ({
        ...source,
        ...(cursor === undefined
          ? {}
          : { connector: { ...snapshot.parse(source['connector']), sync_cursor: cursor } }),
        status: 'in_progress',
        worker_hostname: worker,
        last_seen: now,
        started_at: now,
      }),
    })
  },
})
