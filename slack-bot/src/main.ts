import { parseArgs } from 'node:util'
import { connect, isPatchbayError, openCluster } from '@patchbay/core'
import { type BotCluster, botLogin } from '@patchbay/core/bot-login'
import { reminderSettings } from './reminders/reminder-settings.ts'
import { startBot } from './create-bot.ts'
import type { DeskCluster } from './open-desk.ts'

const { values } = parseArgs({ options: { config: { type: 'string' } } })
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** The bot for a real Slack, over HTTP, until a signal ends it. */
const run = async (): Promise<void> => {
  const login = botLogin(values.config, { env: process.env, cwd: process.cwd() })
  const { token, requests, settings, people } = login
  const [main, ...others] = login.clusters
  const open = async ({ connection, channel, notices, ...known }: BotCluster): Promise<DeskCluster> => ({
    session: await openCluster(known, connect(connection)),
    channel,
    notices,
  })
  const bot = await startBot(
    {
      ...(await open(main)),
      others: await Promise.all(others.map(open)),
      slack: {
        token: token.reveal(),
        ...('appToken' in requests
          ? { appToken: requests.appToken.reveal() }
          : { signingSecret: requests.signingSecret.reveal() }),
      },
      people,
      matchEmail: settings.matchEmail,
      allow: settings.allow,
      reminders: reminderSettings(settings.reminders),
      log: (problem, error) =>
        say(`${problem} ${error instanceof Error ? error.message : String(error)}`.trimEnd()),
    },
    settings.port,
  )
  const names = login.clusters.map(({ name }) => name).join(', ')
  say(
    bot.url === undefined
      ? `The bot works for ${names}, over Socket Mode.`
      : `The bot works for ${names}. Slack's requests are expected at ${bot.url}, behind your own https.`,
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  await bot.stop()
}

try {
  await run()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (isPatchbayError(error)) process.stderr.write(`${error.next ?? ''} (${error.code})\n`)
  process.exitCode = 1
}
