import { printable } from '@patchbay/core/words'
import { App, AuthorizationError, LogLevel, type Receiver, type ReceiverEvent } from '@slack/bolt'
import { z } from 'zod'
import type { Workspace } from '../identity/workspace.ts'

/** What takes a request that has come in, wherever it came in. */
export type Route = (event: ReceiverEvent) => Promise<void>

/** Requests are handed to an app; it fetches none itself. */
const noReceiver: Receiver = {
  init: () => {},
  start: async () => undefined,
  stop: async () => undefined,
}

export interface AppOptions {
  token: string
  apiUrl: string | undefined
  workspace: Workspace
}

const appOptions = ({ token, apiUrl, workspace }: AppOptions) => ({
  receiver: noReceiver,
  // Slack is asked once who the bot is, when it starts: nothing is looked up before a request is acknowledged.
  authorize: async () => ({
    botToken: token,
    ...(workspace.botId === undefined ? {} : { botId: workspace.botId }),
    ...(workspace.botUser === undefined ? {} : { botUserId: workspace.botUser }),
  }),
  ...(apiUrl === undefined ? {} : { clientOptions: { slackApiUrl: apiUrl } }),
  // Bolt would remember something of each conversation.
  convoStore: false as const,
  logLevel: LogLevel.ERROR,
  ignoreSelf: false,
})

/** Bolt's app for the handlers of one cluster. */
export const openApp = (options: AppOptions): App => new App(appOptions(options))

const eventSchema = z.object({ type: z.literal('event_callback'), event_id: z.string() })

/** Slack sends an event up to four times, over six minutes, where it didn't hear that it arrived. Milliseconds. */
const remembered = 10 * 60_000

/** Events that were taken: a repetition is acknowledged, and not done again. */
const createSeenEvents = (now: () => number): ((body: unknown) => boolean) => {
  const seen = new Map<string, number>()
  return (body) => {
    const { data } = eventSchema.safeParse(body)
    if (data === undefined) return false
    for (const [id, until] of seen) {
      if (until > now()) break
      seen.delete(id)
    }
    if (seen.has(data.event_id)) return true
    seen.set(data.event_id, now() + remembered)
    return false
  }
}

const appSchema = z.object({ api_app_id: z.string() })

/**
 * Every command, click, form, list and event names the app that it is for; only Slack's checks of an address and of its
 * certificate don't. What Slack signed for this bot is for this app, unless a secret is used for two.
 * @throws AuthorizationError what is for another: 401 over HTTP, and over a socket Slack doesn't send it again.
 */
const createRefuseOthers =
  ({ app }: Workspace, log: FrontDeskParts['log']) =>
  (body: unknown): void => {
    const { data } = appSchema.safeParse(body)
    if (app === undefined || data === undefined || data.api_app_id === app) return
    const error = new Error(`It names ${printable(data.api_app_id).slice(0, 32)}, and this is ${app}.`)
    log('A request for another app was refused.', error)
    throw new AuthorizationError(error.message, error)
  }

interface FrontDeskParts {
  route: Route
  now(): Date
  log(problem: string, error: unknown): void
}

/** A Bolt app that hands each request on instead of running listeners of its own: receivers need an app to talk to. */
export class FrontDesk extends App {
  readonly #route: Route
  readonly #wasSeen: (body: unknown) => boolean
  readonly #refuseOthers: (body: unknown) => void

  constructor(options: AppOptions, { route, now, log }: FrontDeskParts) {
    super(appOptions(options))
    this.#route = route
    this.#refuseOthers = createRefuseOthers(options.workspace, log)
    this.#wasSeen = createSeenEvents(() => now().getTime())
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    this.#refuseOthers(event.body)
    if (this.#wasSeen(event.body)) return event.ack()
    return this.#route(event)
  }
}
