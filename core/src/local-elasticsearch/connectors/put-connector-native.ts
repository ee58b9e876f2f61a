import { required } from '../xcontent/object-parser.ts'
import { boolean } from '../xcontent/values.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { ruleBroken } from './refusals.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_native`: managed or self-managed. A connected one has to connect again. */
export const putConnectorNative = putPart(
  'native',
  { is_native: required(boolean) },
  async (context, id, { is_native: managed }) => {
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
)
