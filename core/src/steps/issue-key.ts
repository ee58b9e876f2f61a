import { isPatchbayError } from '../errors.ts'
import type { OperationDeps, RunContext } from '../operations/define-operation.ts'
import { connectorKeyGrants, connectorKeyName, connectorKeyRole } from '../privileges/connector-key.ts'
import { roleDescriptor } from '../privileges/role-descriptor.ts'
import { deleteConnectorSecret, putConnectorSecret } from '../secrets/connector-secret.ts'
import { Secret } from '../secrets/secret.ts'
import { invalidateKeys } from './invalidate-keys.ts'
import { type KeyIds, readKeyIds } from './key-ids.ts'
import { keyLifetime } from './key-lifetime.ts'
import { keysOfRun } from './keys-of-run.ts'
import { proveKey } from './prove-key.ts'

export interface IssueOptions {
  /** The step's name in the log. */
  step: string
  connectorId: string
  index: string
  /** Whether the key is stored as a connector secret, as that of a managed connector is. */
  asSecret: boolean
  /** How many days it holds; left out: as long as the key before it was made for. */
  days?: number | undefined
}

export interface IssuedKey {
  apiKeyId: string
  secretId: string | null
  /** What the connector named before. */
  previous: KeyIds
  /** The key itself, encoded; undefined when an earlier attempt issued it and nobody has it any more. */
  key: Secret | undefined
}

/**
 * Makes an API key for a connector, proves that it works and, where asked, stores it as a connector secret. The
 * connector doesn't name it yet. What stopped attempts at this step left (a key that nobody holds, a secret) is removed.
 */
export const issueKey =
  (deps: Pick<OperationDeps, 'ids'>) =>
  async (context: RunContext, options: IssueOptions): Promise<IssuedKey> => {
    const { connectorId, index, asSecret, days } = options
    const { es, run } = context
    let key: Secret | undefined

    const issued = await context.step(options.step, {
      choose: async () => ({
        secretId: asSecret ? deps.ids.ulid() : null,
        previous: await readKeyIds(es, connectorId),
      }),
      run: async ({ secretId, previous }, earlier) => {
        const inUse = await readKeyIds(es, connectorId)
        const orphans = await keysOfRun(es, { index, run })
        await invalidateKeys(
          es,
          orphans.filter((id) => id !== inUse.apiKeyId),
        )
        for (const orphan of earlier) {
          const left = orphan.secretId
          if (left !== null && left !== inUse.secretId) await deleteConnectorSecret(es, left)
        }

        const lifetime = days === undefined ? await keyLifetime(es, previous.apiKeyId) : days * 86_400_000
        const created = await createKey(context, { connectorId, index, lifetime })
        key = created.key
        try {
          await proveKey(context, { key, apiKeyId: created.id, index })
        } catch (error) {
          // Useless, so it goes at once. What can't be proved for another reason is an orphan, found when this goes on.
          if (isPatchbayError(error) && error.code === 'privilege.missing')
            await invalidateKeys(es, [created.id])
          throw error
        }
        if (secretId !== null) await putConnectorSecret(es, secretId, key)
        return { apiKeyId: created.id, secretId, previous }
      },
    })
    return { ...issued, key }
  }

const createKey = async (
  { es, run, cluster }: RunContext,
  { connectorId, index, lifetime }: { connectorId: string; index: string; lifetime: number | undefined },
): Promise<{ id: string; key: Secret }> => {
  const created = await es.security.createApiKey({
    name: connectorKeyName(index),
    ...(lifetime === undefined ? {} : { expiration: `${lifetime}ms` }),
    role_descriptors: {
      [connectorKeyRole(index)]: roleDescriptor(connectorKeyGrants(cluster.version, index)),
    },
    metadata: { created_by: 'patchbay', connector: connectorId, run },
    // Seen by the next search, so that whoever takes this run over finds it.
    refresh: true,
  })
  return { id: created.id, key: new Secret(created.encoded) }
}
