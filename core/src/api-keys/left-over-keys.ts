import { isPatchbayError } from '../errors.ts'
import type { Context, OperationDeps } from '../operations/define-operation.ts'
import type { RunStateName } from '../run-log/fold.ts'
import { readKeyIds } from '../steps/key-ids.ts'
import { readKeys, type StoredApiKey } from '../elasticsearch/read-keys.ts'

const over: readonly RunStateName[] = ['done', 'abandoned', 'withdrawn', 'rejected', 'expired']

/** False for a run that may still go on: it needs what it made. */
const isOver = async (
  deps: Pick<OperationDeps, 'runs'>,
  context: Context,
  run: unknown,
): Promise<boolean> => {
  if (typeof run !== 'string') return true
  try {
    return over.includes((await deps.runs.load(context.session, run)).state.name)
  } catch (error) {
    if (isPatchbayError(error) && error.code === 'target.not-found') return true
    throw error
  }
}

/**
 * Valid keys that Patchbay made for a connector and that nothing refers to any more: the connector doesn't name them,
 * and the run that made them is over. Keys that others made are never among them. `complete` is false where the caller
 * sees only their own keys.
 */
export const leftOverKeys =
  (deps: Pick<OperationDeps, 'runs'>) =>
  async (context: Context, connectorId: string): Promise<{ left: StoredApiKey[]; complete: boolean }> => {
    const { keys, complete } = await readKeys(context.es)
    const named = await readKeyIds(context.es, connectorId)
    const left: StoredApiKey[] = []
    for (const key of keys.values()) {
      const mine = key.metadata?.created_by === 'patchbay' && key.metadata.connector === connectorId
      if (!mine || key.invalidated || key.id === named.apiKeyId) continue
      if (await isOver(deps, context, key.metadata?.run)) left.push(key)
    }
    return { left, complete }
  }
