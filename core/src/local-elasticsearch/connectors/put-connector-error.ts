import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_error_request',
  { error: required(nullable(string)) },
  { strict: true },
)

/** `PUT /_connector/{id}/_error`: a text means status `error`, null or an empty one `connected`. */
export const putConnectorError = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_error',
  action: 'cluster:admin/xpack/connector/update_error',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { error } = parser.parse(await request.text())
    validate(emptyId('connector_id', id))
    return mergeIntoConnector(context, id, { error, status: error ? 'error' : 'connected' })
  },
})
