import {
  isPatchbayError,
  linkedSession,
  PatchbayError,
  type Runner,
  type Secret,
  type Session,
} from '@patchbay/core'
import type { SlackUsers } from './slack-users.ts'
import type { Workspace } from './workspace.ts'

export interface AccountParts {
  core: Pick<Runner, 'run'>
  /** The bot's own login, which may run as people. */
  session: Session
  workspace: Workspace
  users: SlackUsers
  /** Elasticsearch users by Slack user id, as the configuration has them now. */
  people(): Readonly<Record<string, string>>
  /** Whether a person whose confirmed e-mail address is exactly a user's name is that user. */
  matchEmail: boolean
  linkKey(): Promise<Secret>
}

/** By what a person of Slack is known. */
export type Known = 'configuration' | 'link' | 'e-mail'

/** An account by ids that don't change: where an organisation has many workspaces, its people have one id in all. */
export const accountOf = ({ enterprise, team }: Workspace, id: string): string =>
  `slack:${enterprise ?? team}:${id}`

const actAs = async (session: Session, username: string): Promise<Session> => {
  try {
    return await session.as(username)
  } catch (error) {
    const codes = ['elasticsearch.forbidden', 'elasticsearch.unauthenticated']
    if (!isPatchbayError(error) || !codes.includes(error.code)) throw error
    throw new PatchbayError('actor.unknown', `The bot may not act as ${username}.`, {
      next: `An administrator makes its key anew with \`patchbay cluster setup --service bot --run-as ${username}\` and everybody else it serves.`,
      cause: error,
    })
  }
}

/**
 * The user of Elasticsearch that a person of Slack is: by the configuration, by a link that both sides agreed to, or,
 * where that is switched on, by their confirmed e-mail address. All of it is looked up anew, so that what is taken away
 * is gone at once. Never by a name, which others can set.
 */
export const findAccount = async (
  parts: AccountParts,
  id: string,
): Promise<{ session: Session; by: Known } | undefined> => {
  const { core, session, workspace, users, matchEmail } = parts
  const people = parts.people()
  const username = Object.hasOwn(people, id) ? people[id] : undefined
  if (username !== undefined) return { session: await actAs(session, username), by: 'configuration' }
  const account = accountOf(workspace, id)
  const linked = await linkedSession({ core, session, account, key: await parts.linkKey() })
  if (linked !== undefined) return { session: linked, by: 'link' }
  const email = matchEmail ? await users.confirmedEmail(id) : undefined
  return email === undefined ? undefined : { session: await actAs(session, email), by: 'e-mail' }
}
