import { required } from '../xcontent/object-parser.ts'
import { string } from '../xcontent/values.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { putPart } from './put-part.ts'
import { emptyId } from './empty-id.ts'

/** `PUT /_connector/{id}/_service_type`: the configuration stays, but has to be looked at again. */
export const putConnectorServiceType = putPart(
  'service_type',
  { service_type: required(string) },
  (context, id, { service_type: serviceType }) =>
    changeFoundConnector(context, id, {
      to: (source) => ({
        ...source,
        service_type: serviceType,
        status: connectorFields(source).status === 'created' ? 'created' : 'needs_configuration',
      }),
    }),
  ({ service_type: serviceType }) => [emptyId('service_type', serviceType)],
)
