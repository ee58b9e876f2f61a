import { hostname } from 'node:os'
import {
  type Clock,
  createCore,
  type OperationSummary,
  type Session,
  startExecutor,
  stateStore,
} from '@patchbay/core'
import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Bot } from './bot.ts'
import { startChores } from './chores/start-chores.ts'
import { checkPolicy } from './check-policy.ts'
import { registerCommand } from './commands/register-command.ts'
import { registerForms } from './commands/register-forms.ts'
import { registerLink } from './commands/register-link.ts'
import { registerNextSteps } from './commands/register-next-steps.ts'
import { registerPicks } from './commands/register-picks.ts'
import { createDigests, sentDigestsSchema } from './digest/send-digests.ts'
import { createOpenHomes } from './home/open-homes.ts'
import { createDrawHome, registerHome } from './home/register-home.ts'
import { createLinkKey } from './identity/link-key.ts'
import { createIdentities } from './identity/resolve-person.ts'
import { createSlackUsers } from './identity/slack-users.ts'
import type { Workspace } from './identity/workspace.ts'
import { registerDecisions } from './interactions/register-decisions.ts'
import { registerDetails } from './interactions/register-details.ts'
import { registerSecrets } from './interactions/register-secrets.ts'
import { checkChannels } from './notices/check-channels.ts'
import { createNotices } from './notices/create-notices.ts'
import type { ConfiguredNotices } from './notices/plan-channels.ts'
import { registerMutes } from './notices/register-mutes.ts'
import { registerQuickActions } from './quick-actions/register-quick-actions.ts'
import type { ReminderSettings } from './reminders/due-reminder.ts'
import { createReminders } from './reminders/send-reminders.ts'
import { createDrawRun } from './runs/draw-run.ts'
import { keepRunMessages } from './runs/keep-run-messages.ts'
import { openRunChannel } from './runs/run-channel.ts'
import { keptMessageSchema } from './runs/kept-message.ts'
import { createLoadRun } from './runs/load-run.ts'
import { createSweeping } from './runs/start-sweeping.ts'

/** One cluster that is worked with from Slack. */
export interface DeskCluster {
  /** The bot's own login there. */
  session: Session
  /** Where its requests are shown: the id of a channel that the bot is in. */
  channel: string
  /** What channels hear of by the configuration; people add to it with `/connectors notices`. */
  notices?: readonly ConfiguredNotices[] | undefined
}

export interface DeskOptions extends DeskCluster {
  app: App
  clusters: Bot['clusters']
  /** For what a person waits for. */
  interactive: WebClient
  /** For what nobody waits for. */
  background: WebClient
  /** For what the bot sends by itself: refuses what comes too fast instead of waiting. */
  paced: WebClient
  workspace: Workspace
  /** Elasticsearch users by Slack user id, asked for each time. */
  people(): Readonly<Record<string, string>>
  /** Whether a person whose confirmed e-mail address is exactly a user's name is that user; off by default. */
  matchEmail: boolean
  /** Operations that may be started from Slack, with `*`; all but the set-up of a cluster by default. */
  allow: readonly string[] | undefined
  /** How people are reminded of requests that wait; undefined: not at all. */
  reminders: ReminderSettings | undefined
  patience: number
  log(problem: string, error: unknown): void
  now(): Date
  /** Of what the bot does by itself, each minute. */
  clock: Clock
}

export interface Desk {
  /** The cluster's name, as `/connectors use` knows it. */
  name: string
  app: App
  bot: Bot
  stop(): Promise<void>
}

const matches = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)))

/**
 * Setting a cluster up is for an administrator at a terminal, with keys of services that no chat should hold; linking is
 * confirmed where somebody is signed in.
 */
const neverFromSlack = ['cluster.setup', 'actor.link']

const mayStart =
  (allow: readonly string[] = ['*']) =>
  ({ name }: Pick<OperationSummary, 'name'>): boolean =>
    !neverFromSlack.includes(name) && allow.some((pattern) => matches(pattern, name))

/** Everything of one cluster: its handlers, the messages of its open runs, and the executor of what was approved. */
export const openDesk = async (options: DeskOptions): Promise<Desk> => {
  const { session, app, interactive, background, workspace, people, channel, log, now, clock } = options
  const core = createCore()
  const ending = new AbortController()
  const { patience } = options
  // Where people wait, or look at a message, a clear word soon is better than an answer late.
  const hasty = session.within(patience)
  const loadRun = createLoadRun({ core, session: hasty, people: () => Object.values(people()) })
  const store = stateStore(hasty.es, {
    kind: 'message',
    schema: keptMessageSchema,
    isDone: ({ over }) => over,
  })
  const place = openRunChannel(background, { channel, botUser: workspace.botUser })
  const drawRun = createDrawRun(options.reminders, people)
  const messages = keepRunMessages({ store, load: loadRun, drawRun, place, now, log })
  const sweeping = createSweeping({ messages, log })
  const redraw = (run: string): void => {
    messages.refresh(run).catch((error: unknown) => log(`The message of ${run} is behind.`, error))
  }
  const executor = await startExecutor(session, {
    core,
    name: 'slack-bot',
    host: hostname(),
    log,
    onStep: ({ run }) => redraw(run),
    onRun: redraw,
    onLook: sweeping.onLook,
  })
  const linkKey = createLinkKey(hasty)
  const users = createSlackUsers(interactive, now)
  const { matchEmail, paced, notices: configured = [] } = options
  const identities = createIdentities({
    core,
    session: hasty,
    workspace,
    users,
    people,
    matchEmail,
    linkKey,
    now,
    log,
  })
  const resolvePerson = identities.resolve
  const { botUser } = workspace
  const notices = createNotices({
    core,
    session,
    slack: paced,
    botUser,
    resolvePerson,
    configured,
    mayStart: mayStart(options.allow),
    clock,
    log,
  })
  const drawHome = createDrawHome({ core, clusters: options.clusters, interactive, identities, log })
  const bot: Bot = {
    cluster: session.cluster.name,
    clusters: options.clusters,
    core,
    interactive,
    resolvePerson,
    identities,
    workspace,
    linkKey,
    messages,
    loadRun,
    drawRun,
    notices,
    homes: createOpenHomes(drawHome, now),
    executor,
    mayStart: mayStart(options.allow),
    patience,
    now,
    log,
  }
  app.error(async (error) => log('A request of Slack failed.', error))
  registerCommand(app, bot)
  registerForms(app, bot)
  registerLink(app, bot)
  registerPicks(app, bot)
  registerNextSteps(app, bot)
  registerDecisions(app, bot)
  registerDetails(app, bot)
  registerSecrets(app, bot)
  registerHome(app, bot)
  registerQuickActions(app, bot)
  registerMutes(app, bot)
  const sent = stateStore(session.es, { kind: 'digest', schema: sentDigestsSchema })
  const { plans } = notices
  const digests = createDigests({ core, session, store: sent, plans, slack: paced, botUser, clock, log })
  const { reminders: settings } = options
  const reminders =
    settings === undefined
      ? []
      : [createReminders({ store, load: loadRun, slack: paced, settings, identities, clock, log })]
  const chores = startChores([...reminders, notices.chore, digests], { clock, log }, ending.signal)
  checkChannels(background, [channel, ...configured.map((one) => one.channel)]).then(
    (problems) => problems.forEach((problem) => log(problem, '')),
    (error: unknown) => log('The channels could not be looked at.', error),
  )
  checkPolicy(core, { session: hasty, people }).then(
    (problems) => problems.forEach((problem) => log(problem, '')),
    (error: unknown) => log('The policy could not be checked.', error),
  )
  return {
    name: session.cluster.name,
    app,
    bot,
    async stop() {
      ending.abort()
      await chores
      await executor.stop()
      await sweeping.finished()
    },
  }
}
