import { connect, type Intercept, openSession, Secret, type Session } from '@patchbay/core'
import { startBot, type BotOptions, type RunningBot } from '@patchbay/slack-bot'
import { startPracticeWorkspace } from '@patchbay/slack-bot/practice-workspace'
import { z } from 'zod'
import { resultOf, type Team } from '../team/open-team.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

/** A team with a Slack of its own and a bot in it. */
export interface SlackGround {
  team: Team
  /** The bot's own. */
  session: Session
  workspace: Awaited<ReturnType<typeof startPracticeWorkspace>>
  /** The channel of requests. */
  channel: string
  /** Another one that the bot is in. */
  alerts: string
  bot: RunningBot
  /** By which the bot does what it does by itself each minute. */
  clock: ManualClock
  /** Another bot of the same workspace and cluster: a replica. */
  startAnother(options?: Partial<BotOptions>): Promise<RunningBot>
  /** Stops every bot that runs. */
  stopBots(): Promise<void>
  problems: string[]
  close(): Promise<void>
}

const serviceSchema = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const actsAs = ['ada', 'grace', 'linus', 'eve']

const botSession = async (
  team: Team,
  way: { url: string; intercept?: Intercept | undefined },
): Promise<Session> => {
  const answer = await team.core.run(team.elastic, 'cluster.setup', { service: 'bot', runAs: actsAs })
  const { service } = serviceSchema.parse(resultOf(answer))
  return openSession('test', connect({ ...way, auth: { kind: 'api-key', apiKey: service.apiKey } }))
}

/** `url` and `intercept`: the bot's own way to the team's Elasticsearch. */
export const openSlackGround = async (
  team: Team,
  { url = team.url, intercept, ...more }: { url?: string; intercept?: Intercept } & Partial<BotOptions> = {},
): Promise<SlackGround> => {
  const session = await botSession(team, { url, intercept })
  const workspace = await startPracticeWorkspace({
    people: [
      { name: 'ada', realName: 'Ada' },
      { name: 'grace', realName: 'Grace' },
      { name: 'linus', realName: 'Linus' },
      { name: 'eve', realName: 'Eve' },
      { name: 'gus', realName: 'Gus', guest: true },
      { name: 'nobody', realName: 'Not linked' },
    ],
    channels: [
      { name: 'connectors', topic: 'Requests about connectors' },
      { name: 'alerts', topic: 'What is wrong with connectors' },
    ],
  })
  const idOf = (name: string): string => workspace.channels.find((one) => one.name === name)?.id ?? ''
  const channel = idOf('connectors')
  const problems: string[] = []
  const people = Object.fromEntries(
    workspace.people.filter(({ name }) => name !== 'nobody').map(({ id, name }) => [id, name]),
  )
  const running = new Set<RunningBot>()
  const startAnother: SlackGround['startAnother'] = async (options = {}) => {
    const started = await startBot(
      {
        session,
        slack: workspace.slack,
        channel,
        people: () => people,
        // The emulated Slack shares a busy machine with all tests.
        slackPatience: 60_000,
        log: (problem, error) => problems.push(`${problem} ${String(error)}`),
        ...more,
        ...options,
      },
      0,
    )
    const bot: RunningBot = {
      url: started.url,
      async stop() {
        if (running.delete(bot)) await started.stop()
      },
    }
    running.add(bot)
    return bot
  }
  const stopBots = async (): Promise<void> => {
    await Promise.all([...running].map((bot) => bot.stop()))
  }
  const clock = manualClock()
  const bot = await startAnother({ clock })
  workspace.connect(bot.url ?? '')
  return {
    team,
    session,
    workspace,
    channel,
    alerts: idOf('alerts'),
    bot,
    clock,
    startAnother,
    stopBots,
    problems,
    async close() {
      await stopBots()
      await workspace.stop()
    },
  }
}
