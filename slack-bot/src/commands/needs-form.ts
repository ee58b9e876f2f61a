import type { OperationSummary } from '@patchbay/core'

/** What is asked field by field where only the connector is given, though nothing else must be. */
const askedWhole = ['connector.configure', 'connector.schedule']

/** What must be seen before it is done, or can't be typed in a command, has a form. */
export const needsForm = (
  operation: OperationSummary,
  { input, missing }: { input: object; missing: readonly unknown[] },
): boolean =>
  missing.length > 0 ||
  operation.delivers ||
  operation.risk === 'guarded' ||
  operation.risk === 'irreversible' ||
  (askedWhole.includes(operation.name) && Object.keys(input).length <= 1)
