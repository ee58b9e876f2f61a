import type { Route } from '../http/route.ts'
import { objectParser, optional, required } from '../xcontent/object-parser.ts'
import { anyObject, long } from '../xcontent/values.ts'
import { merge } from './change-document.ts'
import type { ConnectorContext } from './connector-context.ts'
import { given } from './connector-document.ts'
import { changeJob, jobToUpdateNotFound } from './sync-job-document.ts'
import { timestampValue } from './timestamp-value.ts'
import { validate } from '../xcontent/validate.ts'

const parser = objectParser(
  'connector_sync_job_update_ingestion_stats',
  {
    deleted_document_count: required(long),
    indexed_document_count: required(long),
    indexed_document_volume: required(long),
    total_document_count: optional(long),
    last_seen: optional(timestampValue),
    metadata: optional(anyObject),
  },
  { strict: true },
)

const counts = [
  'deleted_document_count',
  'indexed_document_count',
  'indexed_document_volume',
  'total_document_count',
] as const

/** `PUT /_connector/_sync_job/{id}/_stats`: how far it is; `last_seen` is now unless it is sent. */
export const putSyncJobStats = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_sync_job/{connector_sync_job_id}/_stats',
  action: 'cluster:admin/xpack/connector/sync_job/update_stats',
  handle: async (request) => {
    const stats = parser.parse(await request.text())
    validate(...counts.map((name) => (stats[name] ?? 0) < 0 && `[${name}] cannot be negative.`))
    const part = { ...given(stats), last_seen: stats.last_seen ?? context.timestamp() }
    return changeJob(context, request.params['connector_sync_job_id'] ?? '', {
      to: (source) => merge(source, part),
      missing: jobToUpdateNotFound,
    })
  },
})
