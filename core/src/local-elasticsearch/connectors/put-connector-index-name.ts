import { required } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import { refuseTakenIndex } from './connector-body.ts'
import { changeFoundConnector, connectorFields } from './connector-document.ts'
import { indexNameComplaint } from './index-name-complaint.ts'
import { ruleBroken } from './refusals.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_index_name`: attaches an index; null detaches it. */
export const putConnectorIndexName = putPart(
  'index_name',
  { index_name: required(nullable(string)) },
  async (context, id, { index_name: name }) => {
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
  ({ index_name: name }) => [indexNameComplaint(name)],
)
