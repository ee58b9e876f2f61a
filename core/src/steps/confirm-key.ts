import { PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import type { IssuedKey } from './issue-key.ts'
import { isValidKey } from './is-valid-key.ts'
import { readKeyIds } from './key-ids.ts'
import { proveKey } from './prove-key.ts'

/**
 * Looks once more before an old key may go: the connector names the new key and secret, and the key works. Where this
 * attempt made the key it signs in with it again; a later attempt, which has only its id, asks whether it is valid.
 * @throws PatchbayError `connector.state`, `privilege.missing`.
 */
export const confirmKey = (
  context: RunContext,
  { connectorId, index, issued }: { connectorId: string; index: string; issued: IssuedKey },
): Promise<{ apiKeyId: string }> =>
  context.step('confirm', {
    run: async () => {
      const { apiKeyId, secretId, key } = issued
      const named = await readKeyIds(context.es, connectorId)
      if (named.apiKeyId !== apiKeyId || (secretId !== null && named.secretId !== secretId)) {
        throw notConfirmed(
          `The connector names the API key ${named.apiKeyId ?? 'none'} instead of the new one.`,
          context.run,
        )
      }
      if (key !== undefined) await proveKey(context, { key, apiKeyId, index })
      else if (!(await isValidKey(context.es, apiKeyId))) {
        throw notConfirmed(`The new API key ${apiKeyId} is not valid any more.`, context.run)
      }
      return { apiKeyId }
    },
  })

const notConfirmed = (message: string, run: string): PatchbayError =>
  new PatchbayError('connector.state', `${message} The old key was left as it is.`, {
    next: `Look who changed it (\`patchbay audit list\`), then resume or abandon the run ${run}.`,
  })
