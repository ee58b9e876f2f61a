import { optional } from '../xcontent/object-parser.ts'
import { word } from '../xcontent/values.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { connectorStatus, maySetStatus } from './connector-status.ts'
import { invalidTransition } from './refusals.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_status`: only along the transitions of the Connector Protocol. */
export const putConnectorStatus = putPart(
  'status',
  { status: optional(word(connectorStatus)) },
  (context, id, { status }) =>
    changeFoundConnector(context, id, {
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
    }),
  ({ status }) => [status === undefined && '[status] cannot be [null].'],
)
