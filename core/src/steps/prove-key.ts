import { PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { connectorKeyGrants } from '../privileges/connector-key.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { parseActor } from '../protocol/actor.ts'
import type { Secret } from '../secrets/secret.ts'

/**
 * Signs in with a new key and asks what it may do. Elasticsearch makes a key for anybody, and lets it do what its maker
 * may: one whose maker lacked privileges can do nothing, and is caught here before anything relies on it.
 * @throws PatchbayError `privilege.missing`, `elasticsearch.unauthenticated`.
 */
export const proveKey = async (
  context: Pick<RunContext, 'session' | 'cluster' | 'actor'>,
  { key, apiKeyId, index }: { key: Secret; apiKeyId: string; index: string },
): Promise<void> => {
  const es = context.session.connectAs(key)
  const actor = parseActor(await es.security.authenticate())
  if (actor.apiKey?.id !== apiKeyId) {
    throw new PatchbayError(
      'elasticsearch.unexpected',
      `Elasticsearch took the new key ${apiKeyId} for somebody else (${actor.username}).`,
    )
  }
  const { version } = context.cluster
  const { all, missing } = await checkPrivileges(es, connectorKeyGrants(version, index), version)
  if (all) return
  throw new PatchbayError(
    'privilege.missing',
    `The new key can't do what a connector needs, because ${context.actor.username} can't: ${privilegeWords(missing).join(', ')}.`,
    { next: 'Ask an administrator for a role that grants it; a key can only grant what its maker holds.' },
  )
}
