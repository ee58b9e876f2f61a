import { type Clock, type Runner, type Session, stateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import type { Chore } from '../chores/start-chores.ts'
import type { ResolvePerson } from '../identity/resolve-person.ts'
import { boardSchema } from './board.ts'
import { createMayPost } from './check-channels.ts'
import { keepNotices } from './keep-notices.ts'
import { type ChannelPlan, type ConfiguredNotices, planChannels } from './plan-channels.ts'
import { runNoticesCommand } from './run-notices-command.ts'
import { subscriptionSchema } from './subscription.ts'

export interface NoticesOptions {
  core: Runner
  session: Session
  /** Refuses what comes too fast. */
  slack: WebClient
  botUser: string | undefined
  resolvePerson: ResolvePerson
  /** What the configuration file asks for. */
  configured: readonly ConfiguredNotices[]
  clock: Pick<Clock, 'now'>
  log(problem: string, error: unknown): void
}

export interface Notices {
  run(asked: Parameters<typeof runNoticesCommand>[1]): ReturnType<typeof runNoticesCommand>
  plans(only?: string): Promise<ChannelPlan[]>
  chore: Chore
}

/** The notices of a bot: what channels ask for, their cards, and the command. */
export const createNotices = (options: NoticesOptions): Notices => {
  const { core, session, slack, botUser, resolvePerson, configured, clock, log } = options
  const subscriptions = stateStore(session.es, 'notices', subscriptionSchema)
  const plans = (only?: string) => planChannels(configured, subscriptions, only)
  const boards = stateStore(session.es, 'notice-board', boardSchema)
  const { look } = keepNotices({ core, session, boards, plans, slack, botUser, clock, log })
  const mayPost = createMayPost(slack)
  return {
    run: (asked) => runNoticesCommand({ core, resolvePerson, subscriptions, plans, mayPost, look }, asked),
    plans,
    chore: { trouble: 'Notices could not be looked at; the next look is in a minute.', look: () => look() },
  }
}
