import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import { refuseTakenIndex } from './connector-body.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { indexNameComplaint } from './index-name-complaint.ts'
import { ruleBroken } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_index_name_request',
  { index_name: required(nullable(string)) },
  { strict: true },
)

/** `PUT /_connector/{id}/_index_name`: attaches an index; null detaches it. */
export const putConnectorIndexName = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_index_name',
  action: 'cluster:admin/xpack/connector/update_index_name',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { index_name: name } = parser.parse(await request.text())
    validate(emptyId('connector_id', id), indexNameComplaint(name))
    await refuseTakenIndex(context, name, id)
    const prefix = context.rules.managedPrefix
    return changeFoundConnector(context, id, {
      to: (source) => {
        const managed = connectorFields(source).is_native === true
        if (managed && name !== null && prefix !== undefined && !name.startsWith(prefix)) {
          throw ruleBroken(
            `Index attached to an Elastic-managed connector must start with the prefix: [${prefix}]. ` +
              `The index name in the payload [${name}] doesn't comply with this requirement.`,
          )
        }
        return { ...source, index_name: name }
      },
    })
  },
})
