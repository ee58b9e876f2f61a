import type { Response, Route } from '../http/route.ts'
import { type Fields, objectParser, type Parsed } from '../xcontent/object-parser.ts'
import { validate } from '../xcontent/validate.ts'
import type { ConnectorContext } from './connector-context.ts'
import { emptyId } from './empty-id.ts'

/** The route `PUT /_connector/{id}/_…` for one part of a connector, whose body has these fields and no others. */
export const putPart = <F extends Fields>(
  part: string,
  fields: F,
  change: (context: ConnectorContext, id: string, given: Parsed<F>) => Promise<Response>,
  complaintsOf: (given: Parsed<F>) => readonly (string | false | undefined)[] = () => [],
): ((context: ConnectorContext) => Route) => {
  const parser = objectParser(`connector_update_${part}_request`, fields, { strict: true })
  return (context) => ({
    method: 'PUT',
    path: `/_connector/{connector_id}/_${part}`,
    action: `cluster:admin/xpack/connector/update_${part}`,
    handle: async (request) => {
      const id = request.params['connector_id'] ?? ''
      const given = parser.parse(await request.text())
      validate(emptyId('connector_id', id), ...complaintsOf(given))
      return change(context, id, given)
    },
  })
}
