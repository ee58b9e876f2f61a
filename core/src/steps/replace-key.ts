import type { OperationDeps, RunContext } from '../operations/define-operation.ts'
import { confirmKey } from './confirm-key.ts'
import { issueKey } from './issue-key.ts'
import { retireKey } from './retire-key.ts'
import { switchKey } from './switch-key.ts'
import { waitUntilUnused } from './wait-until-unused.ts'

export interface ReplacedKey {
  apiKeyId: string
  secretId: string | null
  /** The key that is refused from now on. */
  retiredApiKeyId: string | null
}

export const replaceKeySteps = 6

/**
 * Gives a managed connector a new key for an index, in six steps. Killed anywhere, they go on elsewhere; at every
 * moment the connector names a key that works. `beforeSwitch` happens when the new key is there and not yet named.
 */
export const replaceKey =
  (deps: Pick<OperationDeps, 'ids' | 'clock'>) =>
  async (
    context: RunContext,
    {
      connectorId,
      index,
      beforeSwitch,
    }: { connectorId: string; index: string; beforeSwitch?: () => Promise<unknown> },
  ): Promise<ReplacedKey> => {
    const issued = await issueKey(deps)(context, { step: 'issue', connectorId, index, asSecret: true })
    await beforeSwitch?.()
    const { apiKeyId, secretId, previous } = issued
    const current = { apiKeyId, secretId }
    await switchKey(context, { step: 'switch', connectorId, to: current, from: [previous.apiKeyId] })
    await confirmKey(context, { connectorId, index, issued })
    await waitUntilUnused(deps)(context, previous.apiKeyId)
    await retireKey(context, { connectorId, old: previous, current })
    return { ...current, retiredApiKeyId: previous.apiKeyId }
  }
