import type { Route } from '../http/route.ts'
import { objectParser, optional } from '../xcontent/object-parser.ts'
import { anyObject, long, nullable, string, word } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { given, mergeIntoConnector } from './connector-document.ts'
import { syncStatus } from './sync-status.ts'
import { timestampValue } from './timestamp-value.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const time = optional(nullable(timestampValue))
const text = optional(nullable(string))
const status = optional(nullable(word(syncStatus)))
const count = optional(nullable(long))

const parser = objectParser(
  'connector_update_last_sync_stats_request',
  {
    last_access_control_sync_error: text,
    last_access_control_sync_scheduled_at: time,
    last_access_control_sync_status: status,
    last_deleted_document_count: count,
    last_incremental_sync_scheduled_at: time,
    last_indexed_document_count: count,
    last_sync_error: text,
    last_sync_scheduled_at: time,
    last_sync_status: status,
    last_synced: time,
    sync_cursor: optional(nullable(anyObject)),
  },
  { strict: true },
)

/** `PUT /_connector/{id}/_last_sync`: nulls are dropped, so it can't clear anything. */
export const putConnectorLastSync = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_last_sync',
  action: 'cluster:admin/xpack/connector/update_last_sync_stats',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const part = given(parser.parse(await request.text()))
    validate(emptyId('connector_id', id))
    return mergeIntoConnector(context, id, part)
  },
})
