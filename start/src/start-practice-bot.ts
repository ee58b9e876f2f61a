import { connect, openSession, Secret } from '@patchbay/core'
import { startBot } from '@patchbay/slack-bot'
import { startPracticeWorkspace } from '@patchbay/slack-bot/practice-workspace'
import type { Stack } from './start-stack.ts'

/** The page's port where it is free; else any. */
const usualPort = 9280

/** The Slack bot of the local stack, in a workspace of its own that is a page in the browser. */
export const startPracticeBot = async (
  { url, credentials }: Pick<Stack, 'url' | 'credentials'>,
  print: (line: string) => void,
): Promise<{ url: string; stop(): Promise<void> }> => {
  const seed = {
    people: [
      { name: 'ada', realName: 'Ada (operator)' },
      { name: 'grace', realName: 'Grace (approver)' },
      { name: 'gus', realName: 'Gus', guest: true },
    ],
    channels: [
      { name: 'connectors', topic: 'Requests about connectors are shown and decided here' },
      {
        name: 'alerts',
        topic: 'What is wrong with connectors, and each morning what happened the day before',
      },
    ],
  }
  const workspace = await startPracticeWorkspace(seed, usualPort).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return startPracticeWorkspace(seed)
    throw error
  })
  try {
    const apiKey = new Secret(credentials.services.bot)
    const session = await openSession('local', connect({ url, auth: { kind: 'api-key', apiKey } }))
    const channelOf = (name: string): string => workspace.channels.find((one) => one.name === name)?.id ?? ''
    const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions()
    const mapped = Object.fromEntries(
      workspace.people.filter(({ guest }) => !guest).map(({ id, name }) => [id, name]),
    )
    const bot = await startBot(
      {
        session,
        slack: workspace.slack,
        channel: channelOf('connectors'),
        notices: [{ channel: channelOf('alerts'), as: 'ada', digest: { at: '08:00', zone } }],
        people: () => mapped,
        log: (problem, error) => print(`  Slack bot: ${problem} ${String(error)}`.trimEnd()),
      },
      0,
    )
    workspace.connect(bot.url ?? '')
    return {
      url: workspace.url,
      stop: async () => {
        await bot.stop()
        await workspace.stop()
      },
    }
  } catch (error) {
    await workspace.stop()
    throw error
  }
}
