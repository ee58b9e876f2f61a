import { PatchbayError } from '../errors.ts'
import type { Connector } from '../protocol/connector.ts'
import { getConnectorSecret } from '../secrets/connector-secret.ts'
import type { Secret } from '../secrets/secret.ts'
import type { WorkerParts } from './worker-options.ts'

/**
 * The API key that a connector's content is written with: from its connector secret when it is managed, from the
 * worker's own keys when it is self-managed.
 * @throws PatchbayError `sync.failed` when there is none.
 */
export const connectorKey = async ({ es, keys }: WorkerParts, connector: Connector): Promise<Secret> => {
  const name = connector.name || connector.id
  if (!connector.is_native) {
    const key = keys(connector.id)
    if (key !== undefined) return key
    throw new PatchbayError('sync.failed', `This worker has no API key for ${name}.`, {
      next: 'Put it into the file that connectorKeysFile names.',
    })
  }
  const id = connector.api_key_secret_id
  const secret = id ? await getConnectorSecret(es, id) : undefined
  if (secret !== undefined) return secret
  throw new PatchbayError('sync.failed', `${name} has no API key, or its secret is gone.`, {
    next: `Make one: \`patchbay api-key generate ${connector.id}\`.`,
  })
}
