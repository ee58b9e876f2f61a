import type { OperationDeps, RunContext } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { cancelJobs } from './cancel-jobs.ts'
import { collectKey, collectSteps } from './collect-key.ts'
import type { DeliveredKey } from './delivered-key.ts'
import { rememberKey } from './remember-key.ts'
import { retireKey } from './retire-key.ts'

export const leaveManagedSteps = 3

/** Makes a managed connector self-managed: its open jobs are canceled, the key that it named is written down. */
export const leaveManaged = async (context: RunContext, connectorId: string): Promise<void> => {
  await rememberKey(context, connectorId)
  await cancelJobs(context, connectorId)
  await context.step('native-false', {
    run: async () => {
      await context.es.connector.updateNative({ connector_id: connectorId, is_native: false })
      return null
    },
  })
}

export const handOverSteps = collectSteps + 2

/** Makes the key of a connector that has just become self-managed, and takes the old key and its secret away. */
export const handOverKey =
  (deps: Pick<OperationDeps, 'ids'>) =>
  async (context: RunContext, connector: Connector): Promise<DeliveredKey> => {
    const old = await rememberKey(context, connector.id)
    const delivered = await collectKey(deps)(context, connector, { before: old.apiKeyId })
    // `_api_key_id` drops nulls, so `api_key_secret_id` goes on naming the deleted secret; nobody reads it for a
    // self-managed connector, and Elastic's own conversion leaves it too.
    await retireKey(context, {
      connectorId: connector.id,
      old,
      current: { apiKeyId: delivered.apiKeyId, secretId: null },
    })
    return delivered
  }
