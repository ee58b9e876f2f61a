import { PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { deleteConnectorSecret } from '../secrets/connector-secret.ts'
import { invalidateKeys } from './invalidate-keys.ts'
import { type KeyIds, readKeyIds } from './key-ids.ts'

export interface RetireOptions {
  connectorId: string
  old: KeyIds
  current: { apiKeyId: string; secretId: string | null }
}

/**
 * Takes an old key and its secret away, each in a step of its own, after a look that the connector names the new one.
 * @throws PatchbayError `connector.state` when it doesn't: then nothing is taken away.
 */
export const retireKey = async (
  context: RunContext,
  { connectorId, old, current }: RetireOptions,
): Promise<void> => {
  const { es } = context
  await context.step('invalidate', {
    run: async () => {
      await mustName(context, connectorId, current.apiKeyId)
      if (old.apiKeyId !== null && old.apiKeyId !== current.apiKeyId) await invalidateKeys(es, [old.apiKeyId])
      return { apiKeyId: old.apiKeyId }
    },
  })
  await context.step('delete-secret', {
    run: async () => {
      await mustName(context, connectorId, current.apiKeyId)
      if (old.secretId !== null && old.secretId !== current.secretId)
        await deleteConnectorSecret(es, old.secretId)
      return { secretId: old.secretId }
    },
  })
}

const mustName = async (context: RunContext, connectorId: string, apiKeyId: string): Promise<void> => {
  const named = await readKeyIds(context.es, connectorId)
  if (named.apiKeyId === apiKeyId) return
  throw new PatchbayError(
    'connector.state',
    `The connector no longer names the new key ${apiKeyId} but ${named.apiKeyId ?? 'none'}; the old key was left as it is.`,
    { next: `Look who changed it (\`patchbay audit list\`), then resume or abandon the run ${context.run}.` },
  )
}
