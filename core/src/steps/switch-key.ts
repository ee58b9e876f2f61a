import { PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { deleteConnectorSecret } from '../secrets/connector-secret.ts'
import { invalidateKeys } from './invalidate-keys.ts'
import { isValidKey } from './is-valid-key.ts'
import { type KeyIds, readKeyIds } from './key-ids.ts'

export interface SwitchOptions {
  step: string
  connectorId: string
  to: { apiKeyId: string; secretId: string | null }
  /** Keys that the connector may name before: anything else was put there by somebody meanwhile. */
  from: readonly (string | null)[]
}

/**
 * Lets the connector name a new key, and its secret, in one call. Refused when somebody else changed the key
 * meanwhile: then the new key and secret are taken away again.
 * @throws PatchbayError `connector.state`.
 */
export const switchKey = (
  context: RunContext,
  { step, connectorId, to, from }: SwitchOptions,
): Promise<KeyIds> =>
  context.step(step, {
    run: async () => {
      const { es } = context
      const named = await readKeyIds(es, connectorId)
      if (named.apiKeyId !== to.apiKeyId && !from.includes(named.apiKeyId)) {
        await invalidateKeys(es, [to.apiKeyId])
        if (to.secretId !== null) await deleteConnectorSecret(es, to.secretId)
        throw new PatchbayError(
          'connector.state',
          `Somebody gave this connector another API key (${named.apiKeyId ?? 'none'}) meanwhile; that one stays.`,
          { next: `Abandon this run (\`patchbay approval abandon ${context.run}\`) and ask again.` },
        )
      }
      if (!(await isValidKey(es, to.apiKeyId))) {
        throw new PatchbayError(
          'connector.state',
          `The new API key ${to.apiKeyId} is not valid any more; nothing was switched.`,
          {
            next: `Abandon this run (\`patchbay approval abandon ${context.run}\`) and ask again.`,
          },
        )
      }
      await es.connector.updateApiKeyId({
        connector_id: connectorId,
        api_key_id: to.apiKeyId,
        ...(to.secretId === null ? {} : { api_key_secret_id: to.secretId }),
      })
      return { apiKeyId: to.apiKeyId, secretId: to.secretId }
    },
  })
