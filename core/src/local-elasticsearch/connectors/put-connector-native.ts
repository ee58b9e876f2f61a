import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { boolean } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { ruleBroken } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser(
  'connector_update_native_request',
  { is_native: required(boolean) },
  { strict: true },
)

/** `PUT /_connector/{id}/_native`: managed or self-managed. A connected one has to connect again. */
export const putConnectorNative = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_native',
  action: 'cluster:admin/xpack/connector/update_native',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { is_native: managed } = parser.parse(await request.text())
    validate(emptyId('connector_id', id))
    const prefix = context.rules.managedPrefix
    return changeFoundConnector(context, id, {
      refresh: true,
      to: (source) => {
        const { index_name: index, status } = connectorFields(source)
        if (managed && prefix !== undefined && typeof index === 'string' && !index.startsWith(prefix)) {
          throw ruleBroken(
            `The index name [${index}] attached to the connector [${id}] must start with the required prefix: ` +
              `[${prefix}] to be Elastic-managed. Please update the attached index first to comply with this requirement.`,
          )
        }
        return { ...source, is_native: managed, ...(status === 'connected' ? { status: 'configured' } : {}) }
      },
    })
  },
})
