import { type Clock, systemClock } from '@patchbay/core'
import { type App, LogLevel } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { askWorkspace } from './identity/workspace.ts'
import { type Desk, type DeskCluster, openDesk } from './open-desk.ts'
import { createChoices } from './reception/choices.ts'
import { FrontDesk, openApp } from './reception/front-desk.ts'
import { receiveHttp, type Reception } from './reception/receive-http.ts'
import { receiveSockets } from './reception/receive-sockets.ts'
import type { ReminderSettings } from './reminders/due-reminder.ts'
import { routeRequests } from './reception/route-requests.ts'

/** The cluster that people begin with; others stand beside it. */
export interface BotOptions extends DeskCluster {
  /** More clusters, to which people switch with `/connectors use NAME`. */
  others?: readonly DeskCluster[] | undefined
  slack: {
    token: string
    /** How requests come: signed, over HTTP, or over sockets that the bot opens with an app-level token. */
    signingSecret?: string | undefined
    appToken?: string | undefined
    /** Of the Web API; Slack's own by default. */
    apiUrl?: string | undefined
  }
  /** Elasticsearch users by Slack user id, asked for each time: who is taken out is out at once. */
  people(): Readonly<Record<string, string>>
  /** Whether a person whose confirmed e-mail address is exactly a user's name is that user; off by default. */
  matchEmail?: boolean | undefined
  /** Operations that may be started from Slack, with `*`; all but the set-up of a cluster by default. */
  allow?: readonly string[] | undefined
  /** How people are reminded of requests that wait: after 15 minutes, then less and less often; false: not at all. */
  reminders?: ReminderSettings | false | undefined
  /** Milliseconds that somebody waits for one answer of Elasticsearch; 10,000 by default. */
  patience?: number | undefined
  /** Milliseconds that somebody waits for one answer of Slack; 2,500 by default: a form opens within 3 s or never. */
  slackPatience?: number | undefined
  log?: ((problem: string, error: unknown) => void) | undefined
  /** Of what the bot does by itself, each minute. */
  clock?: Clock | undefined
  now?: (() => Date) | undefined
}

export interface RunningBot {
  /** Where Slack sends commands and clicks; undefined where the bot fetches them over sockets. */
  url: string | undefined
  stop(): Promise<void>
}

/** Puts the bot together and starts it: commands, clicks and forms, and the messages of all open runs. */
export const startBot = async (options: BotOptions, port: number): Promise<RunningBot> => {
  const { slack, people, allow, matchEmail = false, others = [], clock = systemClock } = options
  const { reminders = { after: 15 * 60_000 }, patience = 10_000, slackPatience = 2500 } = options
  const main = { session: options.session, channel: options.channel, notices: options.notices }
  const now = options.now ?? (() => new Date())
  const log = options.log ?? (() => {})
  const { token, apiUrl } = slack
  const api = apiUrl === undefined ? {} : { slackApiUrl: apiUrl }
  // What a person waits for must not stand behind a queue, and a lost answer must not be sent twice.
  const interactive = new WebClient(token, {
    ...api,
    timeout: slackPatience,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })
  const background = new WebClient(token, { ...api, timeout: 10_000, logLevel: LogLevel.ERROR })
  // What has no room now differs still at the next look: nothing waits, and nothing else waits behind it.
  const paced = new WebClient(token, {
    ...api,
    timeout: 10_000,
    retryConfig: { retries: 1 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })
  const workspace = await askWorkspace(background)
  const appOptions = { token, apiUrl, workspace }
  const choices = createChoices(main.session.within(patience))
  const all = [main, ...others]
  const clusters = {
    names: all.map(({ session }) => session.cluster.name),
    choose: choices.choose,
    notices: () => desks.map(({ name, bot }) => ({ name, notices: bot.notices })),
  }
  const open = (cluster: DeskCluster): Promise<Desk> =>
    openDesk({
      app: openApp(appOptions),
      ...cluster,
      clusters,
      people,
      matchEmail,
      allow,
      reminders: reminders === false ? undefined : reminders,
      interactive,
      background,
      paced,
      workspace,
      patience,
      log,
      now,
      clock,
    })
  const desks: [Desk, ...Desk[]] = [await open(main)]
  const stop = async (): Promise<void> => {
    await Promise.all(desks.map((desk) => desk.stop()))
  }
  try {
    for (const cluster of others) desks.push(await open(cluster))
    const front = new FrontDesk(appOptions, { route: routeRequests(desks, choices), now, log })
    const reception = await receive(front, { slack, port, log, now })
    return {
      url: reception.url,
      async stop() {
        await reception.stop()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const receive = (
  front: App,
  {
    slack: { appToken, signingSecret, apiUrl },
    port,
    log,
    now,
  }: Pick<BotOptions, 'slack'> & {
    port: number
    log(problem: string, error: unknown): void
    now(): Date
  },
): Promise<Reception> => {
  if (appToken !== undefined) return receiveSockets(front, { appToken, apiUrl, log })
  if (signingSecret === undefined) throw new Error('Nothing says how requests of Slack come.')
  return receiveHttp(front, { signingSecret, port, now })
}
