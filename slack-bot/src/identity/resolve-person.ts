import { isPatchbayError, PatchbayError, type Session } from '@patchbay/core'
import { createRefusalLog } from './refusal-log.ts'
import { type AccountParts, findAccount, type Known } from './find-account.ts'
import type { Workspace } from './workspace.ts'

/** Who clicked or typed, as Slack's signed payload names them. */
export interface SlackPerson {
  id: string
  /** The workspace of the person, which in a shared channel is not ours. */
  team?: string | undefined
}

/** The Elasticsearch session of a person of Slack: every call of theirs runs as that user. */
export type ResolvePerson = (person: SlackPerson) => Promise<Session>

export interface Identities {
  /** @throws PatchbayError `actor.not-linked` with the way to link, `actor.unknown` for strangers, and what Elasticsearch says about running as them. */
  resolve: ResolvePerson
  /** By what somebody is known, without a word about what they may do; undefined for who is not. */
  find(person: SlackPerson): Promise<{ session: Session; by: Known } | undefined>
}

const refused = (message: string, next: string): PatchbayError =>
  new PatchbayError('actor.unknown', message, { next })

const ask = 'Ask somebody of this workspace who has a user in Elasticsearch.'

/** Guests, bots and people of other workspaces are turned away before anything is looked up for them. */
const refuseStrangers = async (
  { id, team }: SlackPerson,
  { users, workspace }: { users: AccountParts['users']; workspace: Workspace },
): Promise<void> => {
  const user = await users.find(id)
  const teams = [team, user.team].filter((one) => one !== undefined)
  const isOurs =
    (teams.length > 0 && teams.every((one) => one === workspace.team)) ||
    // An organisation's workspaces have people in common; Slack, not the payload, says who belongs to it.
    (workspace.enterprise !== undefined && user.enterprise === workspace.enterprise)
  if (!isOurs) throw refused('Only people of this workspace can work with connectors here.', ask)
  if (user.strange !== undefined) throw refused(`Connectors can't be worked with by ${user.strange}.`, ask)
}

export interface IdentityParts extends AccountParts {
  now(): Date
  log(problem: string, error: unknown): void
}

/** Finds out whose rights a person of Slack has. */
export const createIdentities = (parts: IdentityParts): Identities => {
  const { log, now } = parts
  const noteRefusal = createRefusalLog({ log, now })
  const find: Identities['find'] = async (person) => {
    try {
      await refuseStrangers(person, parts)
    } catch (error) {
      if (isPatchbayError(error)) noteRefusal(person, error)
      throw error
    }
    return findAccount(parts, person.id)
  }
  return {
    find,
    async resolve(person) {
      const found = await find(person)
      if (found !== undefined) return found.session
      throw new PatchbayError('actor.not-linked', 'Nobody knows which user of Elasticsearch you are.', {
        next: 'Type `/connectors link USER`, with the name of your user in Elasticsearch.',
      })
    },
  }
}
