import type { Route } from '../http/route.ts'
import { objectParser, optional } from '../xcontent/object-parser.ts'
import { word } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { connectorStatus, maySetStatus } from './connector-status.ts'
import { invalidTransition } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_status_request',
  { status: optional(word(connectorStatus)) },
  { strict: true },
)

/** `PUT /_connector/{id}/_status`: only along the transitions of the Connector Protocol. */
export const putConnectorStatus = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_status',
  action: 'cluster:admin/xpack/connector/update_status',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { status } = parser.parse(await request.text())
    validate(emptyId('connector_id', id), status === undefined && '[status] cannot be [null].')
    return changeFoundConnector(context, id, {
      to: (source) => {
        const from = connectorFields(source).status ?? 'created'
        if (status === undefined || !maySetStatus(from, status)) {
          throw invalidTransition(
            'connector_invalid_status_transition_exception',
            `Invalid transition attempt from [${from}] to [${status}]. ` +
              'Such a status transition is not supported by the Connector Protocol.',
          )
        }
        return { ...source, status }
      },
    })
  },
})
