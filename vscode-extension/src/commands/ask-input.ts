import type { OpenCluster } from '../connection/connections.ts'
import { loadCore } from '../load-core.ts'
import { askField, type Field, type Operation } from './ask-field.ts'
import { askConfiguration, askForm, optionalFields } from './ask-form.ts'
import { askTarget } from './ask-target.ts'

type Input = Record<string, unknown>

const askRequired = async (
  operation: Operation,
  field: Field,
  { open, input }: { open: OpenCluster; input: Input },
): Promise<unknown> => {
  const { connector } = input
  if (operation.name === 'connector.configure' && field.name === 'values' && typeof connector === 'string') {
    const { readConfiguration } = await loadCore()
    return askConfiguration(operation, await readConfiguration(open, connector))
  }
  return (await askTarget(operation, field, open)) ?? askField(operation, field)
}

/**
 * Asks for what an operation needs and was not given, from what there is on the cluster and with its own schema's
 * checks; then for what it may be given, unless it was called on a row and is easily done again.
 * @throws vscode.CancellationError when somebody leaves in the middle: nothing has happened then.
 */
export const askInput = async (
  operation: Operation,
  given: Input,
  { open, atOnce }: { open: OpenCluster; atOnce: boolean },
): Promise<Input> => {
  const { fieldsOf } = await loadCore()
  const fields = fieldsOf(operation.input)
  const input = { ...given }
  for (const field of fields) {
    if (!field.required || input[field.name] !== undefined) continue
    input[field.name] = await askRequired(operation, field, { open, input })
  }
  const optional = optionalFields(fields, input)
  return optional.length === 0 || atOnce ? input : askForm(operation, optional, input)
}
