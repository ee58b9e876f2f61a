import type { Route } from '../http/route.ts'
import { objectParser, optional } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { given, mergeIntoConnector } from './connector-document.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_api_key_id_request',
  { api_key_id: optional(nullable(string)), api_key_secret_id: optional(nullable(string)) },
  { strict: true },
)

/** `PUT /_connector/{id}/_api_key_id`: which key and secret belong to it; nobody checks that they exist. */
export const putConnectorApiKeyId = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_api_key_id',
  action: 'cluster:admin/xpack/connector/update_api_key_id',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const part = given(parser.parse(await request.text()))
    validate(
      emptyId('connector_id', id),
      Object.keys(part).length === 0 &&
        '[api_key_id] and [api_key_secret_id] cannot both be [null]. ' +
          'Please provide a value for at least one of them.',
    )
    return mergeIntoConnector(context, id, part)
  },
})
