import type { Route } from '../http/route.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector } from './connector-document.ts'
import { filteringOf } from './filtering-document.ts'
import { ruleBroken } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

/** `PUT /_connector/{id}/_filtering/_activate`: the draft becomes active, once it was found valid. */
export const activateConnectorFiltering = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_filtering/_activate',
  action: 'cluster:admin/xpack/connector/update_filtering/activate',
  handle: ({ params }) => {
    const id = params['connector_id'] ?? ''
    validate(emptyId('connector_id', id))
    return changeFoundConnector(context, id, {
      to: (source) => {
        const filtering = filteringOf(source, context.timestamp())
        const state = filtering[0]?.draft.validation.state
        if (state !== 'valid') {
          throw ruleBroken(
            'Filtering draft needs to be validated by the connector service before activation. ' +
              `Current filtering draft validation state [${state}] is not equal to [valid].`,
          )
        }
        return { ...source, filtering: filtering.map((entry) => ({ ...entry, active: entry.draft })) }
      },
    })
  },
})
