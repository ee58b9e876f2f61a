import type { Route } from '../http/route.ts'
import { objectParser, optional } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { given, mergeIntoConnector } from './connector-document.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_name_request',
  { name: optional(nullable(string)), description: optional(nullable(string)) },
  { strict: true },
)

/** `PUT /_connector/{id}/_name`: name and description; what is null stays as it is. */
export const putConnectorName = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_name',
  action: 'cluster:admin/xpack/connector/update_name',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const part = given(parser.parse(await request.text()))
    validate(
      emptyId('connector_id', id),
      Object.keys(part).length === 0 &&
        '[name] and [description] cannot both be [null]. Please provide a value for at least one of them.',
    )
    return mergeIntoConnector(context, id, part)
  },
})
