import { PatchbayError, signLinkCode } from '@patchbay/core'
import { nearest } from '@patchbay/core/words'
import type { Bot } from '../bot.ts'
import { accountOf } from '../identity/find-account.ts'
import type { SlackPerson } from '../identity/resolve-person.ts'
import { bold, line, lines, type Message, message, preformatted, text } from '../views/blocks.ts'

/** Words after `/connectors` that are about the bot itself and no operations. */
export const ownCommands = {
  link: 'Links your Slack account to a user of Elasticsearch, which that user confirms.',
  unlink: 'Ends that.',
  use: 'Shows the clusters, or switches to one.',
  notices: 'What this channel hears of: list, subscribe, unsubscribe, mute, unmute, digest.',
} as const
export type OwnCommand = Exclude<keyof typeof ownCommands, 'notices'>

type Parts = Pick<
  Bot,
  'core' | 'identities' | 'workspace' | 'linkKey' | 'resolvePerson' | 'cluster' | 'clusters' | 'now'
>

/** A code is good for so long. Milliseconds. */
const codeLasts = 10 * 60_000

const said = (title: string, ...rows: readonly string[]): Message =>
  message(title, [lines(line(bold(title)), ...rows.map((row) => line(text(row))))])

const wrong = (sentence: string, next: string): PatchbayError =>
  new PatchbayError('input.invalid', sentence, { next })

/** The code that the person takes to where they are signed in: what was clicked in Slack alone links nobody. */
const link = async (
  { identities, workspace, linkKey, now }: Parts,
  person: SlackPerson,
  username: string | undefined,
): Promise<Message> => {
  const known = await identities.find(person)
  if (known !== undefined)
    return said(`You work here as ${known.session.actor.username}, by ${known.by}.`, 'Nothing was changed.')
  if (username === undefined)
    throw wrong('Which user of Elasticsearch are you?', 'Write it after link: /connectors link ada')
  const account = accountOf(workspace, person.id)
  const until = new Date(now().getTime() + codeLasts).toISOString()
  const code = signLinkCode({ account, username, until }, await linkKey())
  return message(`Confirm that you are ${username}`, [
    lines(
      line(bold(`Confirm that you are ${username}`)),
      line(text(`Run this within ten minutes where you are signed in to Elasticsearch as ${username}:`)),
    ),
    preformatted([`npx patchbay actor link ${account} --code ${code}`]),
    lines(line(text('Then type /connectors whoami. Nobody else can use the code.'))),
  ])
}

const unlink = async ({ core, identities, workspace }: Parts, person: SlackPerson): Promise<Message> => {
  const known = await identities.find(person)
  if (known === undefined) return said('You are not linked.', 'Nothing was changed.')
  const { username } = known.session.actor
  if (known.by !== 'link')
    throw wrong(
      `You are ${username} by ${known.by}, not by a link.`,
      'Whoever runs the bot can take you out of its configuration.',
    )
  await core.run(known.session, 'actor.unlink', { account: accountOf(workspace, person.id) })
  return said(`You are no longer ${username} here.`, 'It counts from now on.')
}

const use = async (
  { resolvePerson, cluster, clusters }: Parts,
  person: SlackPerson,
  name: string | undefined,
): Promise<Message> => {
  const { names } = clusters
  await resolvePerson(person)
  if (name === undefined)
    return said(
      `You work with ${cluster}.`,
      names.length === 1 ? 'There is no other.' : `There are ${names.join(', ')}: /connectors use NAME`,
    )
  if (!names.includes(name)) {
    const close = nearest(name, names)
    throw wrong(
      `There is no cluster "${name}".`,
      close === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${close}?`,
    )
  }
  await clusters.choose(person.id, name)
  return said(`You work with ${name} from now on.`, 'Commands and the home tab are about it.')
}

/** @throws PatchbayError as every command. */
export const runOwnCommand = (
  parts: Parts,
  person: SlackPerson,
  { word, rest }: { word: OwnCommand; rest: readonly string[] },
): Promise<Message> => {
  switch (word) {
    case 'link':
      return link(parts, person, rest[0])
    case 'unlink':
      return unlink(parts, person)
    case 'use':
      return use(parts, person, rest[0])
  }
}
