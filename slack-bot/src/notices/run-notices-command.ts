import {
  type Clock,
  type OperationSummary,
  PatchbayError,
  type Runner,
  type Session,
  type StateStore,
} from '@patchbay/core'
import type { ResolvePerson, SlackPerson } from '../identity/resolve-person.ts'
import { text } from '../views/blocks.ts'
import type { Board } from './board.ts'
import { addMute, endMutes } from './change-mutes.ts'
import { changeStored } from './change-stored.ts'
import type { MayPost } from './check-channels.ts'
import { isPast } from './mute.ts'
import { type Changed, digestWords, type Heard, subscribedWords } from './notices-message.ts'
import type { NoticesCommand } from './parse-notices-command.ts'
import { noteEnded, noteTold } from './tell-subscribed.ts'
import type { ChannelPlan } from './plan-channels.ts'
import { readProblems } from './read-problems.ts'
import { type ChannelSettings, settingsSchema } from './channel-settings.ts'
import { isWatched, type Watch } from './subscription.ts'

export interface NoticesCommandParts {
  core: Runner
  resolvePerson: ResolvePerson
  settings: StateStore<ChannelSettings>
  plans: (only?: string) => Promise<ChannelPlan[]>
  mayPost: MayPost
  mayStart(operation: Pick<OperationSummary, 'name'>): boolean
  boards: StateStore<Board>
  clock: Pick<Clock, 'now'>
  /** Brings the cards of a channel up to date. */
  look(channel: string): Promise<void>
}

const nothing = settingsSchema.parse({})

/** What each command may be kept from Slack by, in the configuration of the bot; what only changes Slack by none. */
const operations: Partial<Record<NoticesCommand['kind'], string>> = {
  list: 'notice.list',
  subscribe: 'notice.subscribe',
  digest: 'notice.subscribe',
  unsubscribe: 'notice.unsubscribe',
}

/** What the problems that are there now come to, and what happens next. */
const found = async (core: Runner, person: Session, watch: Watch): Promise<string> => {
  const watched = (await readProblems(core, person)).filter((problem) => isWatched(watch, problem))
  if (watched.length === 0) return 'Nothing is wrong with them now.'
  return watched.length === 1
    ? 'One thing is wrong with them now: its card comes at once.'
    : `${watched.length.toLocaleString('en-US')} things are wrong with them now: their cards come at once.`
}

/** What a channel hears of, or what was changed about it and what follows; `isNews`: false where it was told before. */
export type NoticesAnswer = { heard: Heard } | (Changed & { after: () => Promise<void>; isNews?: boolean })

/** Policy wants somebody else to approve it. */
const waits = [text('That waits until somebody else has approved it, in the channel of requests.')]

/** Carries out `/connectors notices …` in one cluster. */
export const runNoticesCommand = async (
  parts: NoticesCommandParts,
  { command, channel, person }: { command: NoticesCommand; channel: string; person: SlackPerson },
): Promise<NoticesAnswer> => {
  const { core, resolvePerson, settings, boards, plans, mayPost, mayStart, look, clock } = parts
  const session = await resolvePerson(person)
  const as = session.actor.username
  const name = operations[command.kind]
  if (name !== undefined && !mayStart({ name })) {
    throw new PatchbayError('policy.refused', `${name} can't be started from Slack.`, {
      next: 'Use the command line or the editor, or have it added to the configuration of the bot.',
    })
  }
  const change = (edit: (before: ChannelSettings) => ChannelSettings | undefined): Promise<boolean> =>
    changeStored(settings, channel, (before) => edit(before ?? nothing))
  const requirePlace = async (): Promise<void> => {
    if ((await mayPost(channel)) !== 'no') return
    throw new PatchbayError('input.invalid', 'The bot is not in this channel, so it can post nothing here.', {
      next: 'Type /invite @Patchbay here, then this again. It can join channels only, no direct messages of others.',
    })
  }
  const told = (changed: Changed) => ({ ...changed, after: () => look(channel) })

  switch (command.kind) {
    case 'list': {
      const [plan] = await plans(channel)
      const { watches = [], digests = [], mutes = [] } = plan ?? {}
      const now = clock.now()
      const holding = mutes.filter((mute) => !isPast(mute, now))
      return { heard: { watches, digests, mutes: holding } }
    }
    case 'subscribe': {
      await requirePlace()
      const watch = { ...command.watch, as }
      // Whoever may not look is told so now, and not by a silent channel.
      const now = await found(core, session, watch)
      const { connectors, severity } = watch
      const answer = await core.run(session, 'notice.subscribe', { channel, connectors, severity })
      if (answer.state !== 'done') return told({ who: as, did: subscribedWords(watch), more: waits })
      // Else a look that came before has told it.
      const isNews = await noteTold(boards, channel, { run: answer.run, connectors })
      return { ...told({ who: as, did: subscribedWords(watch), more: [text(now)] }), isNews }
    }
    case 'unsubscribe': {
      const { connectors } = command
      const answer = await core.run(session, 'notice.unsubscribe', { channel, connectors })
      const what = connectors.length === 0 ? '' : ` about ${connectors.join(', ')}`
      const did = `wants no more notices here${what}.`
      if (answer.state !== 'done') return told({ who: as, did, more: waits })
      await noteEnded(boards, channel, connectors)
      return told({ who: as, did })
    }
    case 'mute': {
      const { connector, lasts } = command
      const now = clock.now()
      const until = lasts === undefined ? null : new Date(now.getTime() + lasts).toISOString()
      const mute = { channel, connector, code: null, until, what: connector, now }
      return told(await addMute(parts, session, mute))
    }
    case 'unmute':
      return told(await endMutes(parts, session, { channel, connector: command.connector }))
    case 'digest': {
      const { digest } = command
      if (digest !== null) {
        await requirePlace()
        await readProblems(core, session)
      }
      await change((before) => ({ ...before, digest: digest === null ? null : { ...digest, as } }))
      const did =
        digest === null ? 'wants no more digest here.' : `wants ${digestWords(digest)} here, each day.`
      return told({ who: as, did })
    }
  }
}
