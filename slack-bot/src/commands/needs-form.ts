import type { OperationSummary } from '@patchbay/core'

/** What is asked field by field where only the connector is given, though nothing else must be. */
const askedWhole = [
  'connector.configure',
  'connector.rename',
  'connector.schedule',
  'connector.set-features',
  'connector.set-fields',
  'connector.set-pipeline',
  'rules.draft',
  'api-key.set-ids',
]

/** Whether there is nothing yet to plan or to do: all that it could be about is optional, and none of it is given. */
export const asksWhole = ({ name }: Pick<OperationSummary, 'name'>, input: object): boolean =>
  askedWhole.includes(name) && Object.keys(input).length <= 1

/** What must be seen before it is done, or can't be typed in a command, has a form. */
export const needsForm = (
  operation: OperationSummary,
  { input, missing }: { input: object; missing: readonly unknown[] },
): boolean =>
  missing.length > 0 ||
  operation.delivers ||
  operation.risk === 'guarded' ||
  operation.risk === 'irreversible' ||
  asksWhole(operation, input)
