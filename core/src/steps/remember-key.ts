import type { RunContext } from '../operations/define-operation.ts'
import { type KeyIds, readKeyIds } from './key-ids.ts'

/**
 * Writes down which key a connector names before a run changes it. Called again later in the same run it tells what
 * was written, whatever the connector names by then.
 */
export const rememberKey = (context: RunContext, connectorId: string): Promise<KeyIds> =>
  context.step('remember-key', { run: () => readKeyIds(context.es, connectorId) })
