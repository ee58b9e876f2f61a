import { connect, openSession, Secret } from '@patchbay/core'
import { startBot } from '@patchbay/slack-bot'
import { z } from 'zod'

/** What a bot in a process of its own is told by the environment. */
const orderSchema = z.object({
  url: z.string(),
  apiKey: z.string(),
  slack: z.object({ token: z.string(), signingSecret: z.string(), apiUrl: z.string() }),
  channel: z.string(),
  people: z.record(z.string(), z.string()),
})

// A bot as its own process, as it is in use. Says its address on stdout; runs until it is killed.
const order = orderSchema.parse(JSON.parse(process.env['PATCHBAY_TEST_BOT'] ?? '{}'))
const { url, apiKey, people, ...rest } = order
const session = await openSession(
  'test',
  connect({ url, auth: { kind: 'api-key', apiKey: new Secret(apiKey) } }),
)
// The emulated Slack shares a busy machine with all tests.
const bot = await startBot({ ...rest, session, people: () => people, slackPatience: 60_000 }, 0)
process.stdout.write(`${bot.url}\n`)
