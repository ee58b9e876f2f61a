import { type Clock, type OperationSummary, type Runner, type Session, stateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import type { Chore } from '../chores/start-chores.ts'
import type { ResolvePerson } from '../identity/resolve-person.ts'
import { boardSchema, type Card } from './board.ts'
import { addMute, cardToMute } from './change-mutes.ts'
import { changeStored } from './change-stored.ts'
import { createMayPost } from './check-channels.ts'
import { keepNotices, type NoticeParts } from './keep-notices.ts'
import type { Mute } from './mute.ts'
import { changedMessage } from './notices-message.ts'
import { type ChannelPlan, type ConfiguredNotices, planChannels } from './plan-channels.ts'
import { readSubscribed } from './read-subscribed.ts'
import { runNoticesCommand } from './run-notices-command.ts'
import { settingsSchema } from './channel-settings.ts'

export interface NoticesOptions {
  core: Runner
  session: Session
  /** Refuses what comes too fast. */
  slack: WebClient
  botUser: string | undefined
  resolvePerson: ResolvePerson
  /** What the configuration file asks for. */
  configured: readonly ConfiguredNotices[]
  /** Whether an operation may be started from Slack at all. */
  mayStart(operation: Pick<OperationSummary, 'name'>): boolean
  clock: Pick<Clock, 'now'>
  log(problem: string, error: unknown): void
}

export interface Notices {
  run(asked: Parameters<typeof runNoticesCommand>[1]): ReturnType<typeof runNoticesCommand>
  plans(only?: string): Promise<ChannelPlan[]>
  cardToMute(place: { channel: string; key: string }): Promise<Card>
  /** Mutes what a card is about, and tells its channel. */
  mute(session: Session, asked: Omit<Mute, 'by'> & { channel: string; what: string }): Promise<void>
  chore: Chore
}

/** The notices of a bot: what channels ask for, their cards, and the command. */
export const createNotices = (options: NoticesOptions): Notices => {
  const { core, session, slack, botUser, resolvePerson, configured, mayStart, clock, log } = options
  const settings = stateStore(session.es, { kind: 'notices', schema: settingsSchema })
  const boards = stateStore(session.es, { kind: 'notice-board', schema: boardSchema })
  const subscribed = (channel?: string) => readSubscribed(core, session, channel)
  const plans = (only?: string) => planChannels(configured, { settings, boards, subscribed }, only)
  const forgetMutes: NoticeParts['forgetMutes'] = async (channel, ended) => {
    const gone = new Set(ended.map((mute) => JSON.stringify(mute)))
    await changeStored(settings, channel, (stored) => {
      const mutes = (stored?.mutes ?? []).filter((mute) => !gone.has(JSON.stringify(mute)))
      return stored === undefined || mutes.length === stored.mutes.length ? undefined : { ...stored, mutes }
    })
  }
  const { look } = keepNotices({ core, session, boards, plans, forgetMutes, slack, botUser, clock, log })
  const mayPost = createMayPost(slack)
  const muting = { core, settings, boards }
  return {
    run: (asked) =>
      runNoticesCommand({ ...muting, resolvePerson, plans, mayPost, mayStart, look, clock }, asked),
    plans,
    cardToMute: (place) => cardToMute(muting, place),
    async mute(person, asked) {
      const told = await addMute(muting, person, { ...asked, now: clock.now() })
      const { channel } = asked
      await slack.chat.postMessage({ channel, ...changedMessage(told), unfurl_links: false })
      await look(asked.channel)
    },
    chore: { trouble: 'Notices could not be looked at; the next look is in a minute.', look: () => look() },
  }
}
