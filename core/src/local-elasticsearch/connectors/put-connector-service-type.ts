import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_service_type_request',
  { service_type: required(string) },
  { strict: true },
)

/** `PUT /_connector/{id}/_service_type`: the configuration stays, but has to be looked at again. */
export const putConnectorServiceType = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_service_type',
  action: 'cluster:admin/xpack/connector/update_service_type',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { service_type: serviceType } = parser.parse(await request.text())
    validate(emptyId('connector_id', id), emptyId('service_type', serviceType))
    return changeFoundConnector(context, id, {
      to: (source) => ({
        ...source,
        service_type: serviceType,
        status: connectorFields(source).status === 'created' ? 'created' : 'needs_configuration',
      }),
    })
  },
})
