import type { Route } from '../http/route.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector } from './connector-document.ts'
import { filteringOf } from './filtering-document.ts'
import { validationParser } from './filtering-parser.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

/** `PUT /_connector/{id}/_filtering/_validation`: what the connector service found in the draft. */
export const putConnectorFilteringValidation = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_filtering/_validation',
  action: 'cluster:admin/xpack/connector/update_filtering/draft_validation',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { validation } = validationParser.parse(await request.text())
    validate(emptyId('connector_id', id))
    return changeFoundConnector(context, id, {
      to: (source) => {
        const [first, ...others] = filteringOf(source, context.timestamp())
        if (first === undefined) return source
        return { ...source, filtering: [{ ...first, draft: { ...first.draft, validation } }, ...others] }
      },
    })
  },
})
