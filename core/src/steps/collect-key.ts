import { addressOf } from '../elasticsearch/address-of.ts'
import { PatchbayError } from '../errors.ts'
import type { OperationDeps, RunContext } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { indexOf } from './check-key-can-be-made.ts'
import { type DeliveredKey, deliveredKey } from './delivered-key.ts'
import { invalidateKeys } from './invalidate-keys.ts'
import { issueKey } from './issue-key.ts'
import { keysOfRun } from './keys-of-run.ts'
import { switchKey } from './switch-key.ts'

export const collectSteps = 3

/**
 * Makes the key of a self-managed connector for the one who collects it, and lets the connector name it. Each attempt
 * makes another, since nobody has the key of an attempt that was stopped; those are invalidated.
 * @param asked the key that the connector named when the run began, and how many days the new one holds.
 */
export const collectKey =
  (deps: Pick<OperationDeps, 'ids'>) =>
  async (
    context: RunContext,
    connector: Connector,
    { before, days }: { before: string | null; days?: number | undefined },
  ): Promise<DeliveredKey> => {
    const { es, run, attempt } = context
    const index = indexOf(connector)
    const connectorId = connector.id
    const step = `issue-${attempt}`
    const wanted = { step, connectorId, index, asSecret: false, days }
    const { apiKeyId, key } = await issueKey(deps)(context, wanted)
    if (key === undefined)
      throw new PatchbayError('run.taken-over', 'Somebody else collected this key just now.', { run })

    const uncollected = async (): Promise<string[]> =>
      (await keysOfRun(es, { index, run })).filter((id) => id !== apiKeyId)
    const from = [before, ...(await uncollected())]
    await switchKey(context, {
      step: `switch-${attempt}`,
      connectorId,
      to: { apiKeyId, secretId: null },
      from,
    })
    await context.step(`invalidate-uncollected-${attempt}`, {
      run: async () => {
        const ids = await uncollected()
        await invalidateKeys(es, ids)
        return { apiKeyIds: ids }
      },
    })
    return deliveredKey({
      connectorId,
      serviceType: connector.service_type ?? null,
      apiKeyId,
      key,
      address: addressOf(es),
    })
  }
