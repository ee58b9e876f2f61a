import { z } from 'zod'
import type { Session } from '../deps.ts'
import type { Runner } from '../operations/create-runner.ts'
import { personKey } from '../protocol/actor.ts'
import { isSignedLinkCode } from '../protocol/link-code.ts'
import type { Secret } from '../secrets/secret.ts'

const listed = z.object({
  items: z.array(z.object({ username: z.string(), realm: z.string(), code: z.string() })),
})

interface Linked {
  core: Pick<Runner, 'run'>
  /** A service's own, which may run as the people who link. */
  session: Session
  account: string
  /** What the service signs its codes with. */
  key: Secret
}

/**
 * A session as the user whom an account is linked to: both asked for it, the account by a code of this service, the
 * user signed in. Looked up anew at each call, so that ending a link counts at once. Undefined where there is none.
 * @throws whatever Elasticsearch says about running as that user.
 */
export const linkedSession = async ({
  core,
  session,
  account,
  key,
}: Linked): Promise<Session | undefined> => {
  const answer = await core.run(session, 'actor.list', { account })
  const { items } = listed.parse('result' in answer ? answer.result : undefined)
  const link = items.find(({ code }) => isSignedLinkCode(code, key))
  if (link === undefined) return undefined
  const linked = await session.as(link.username)
  // A name alone is not a person: another realm may have the same.
  return personKey(linked.actor) === personKey(link) ? linked : undefined
}
