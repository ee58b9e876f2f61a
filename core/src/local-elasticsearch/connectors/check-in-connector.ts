import type { Route } from '../http/route.ts'
import { validate } from '../xcontent/validate.ts'
import { changeDocument } from './change-document.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { emptyId } from './empty-id.ts'
import { documentMissing } from './refusals.ts'

/** `PUT /_connector/{id}/_check_in`: the connector was seen now. */
export const checkInConnector = ({ store, timestamp }: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_check_in',
  action: 'cluster:admin/xpack/connector/update_last_seen',
  handle: async ({ params }) => {
    const id = params['connector_id'] ?? ''
    validate(emptyId('connector_id', id))
    const result = await changeDocument(store, {
      index: connectorsIndex,
      id,
      to: (source) => ({ ...source, last_seen: timestamp() }),
      missing: () => documentMissing(connectorsIndex, id),
      refresh: false,
      // Two within one millisecond are two updates all the same.
      always: true,
    })
    return { status: 200, body: { result } }
  },
})
