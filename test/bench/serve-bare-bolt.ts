import { createServer } from 'node:http'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'

// The least that Bolt can do: a command that is acknowledged and nothing else. Says its address on stdout.
const receiver = new HTTPReceiver({
  signingSecret: process.env['SIGNING_SECRET'] ?? '',
  logLevel: LogLevel.ERROR,
})
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-none' }),
  logLevel: LogLevel.ERROR,
})
app.command('/connectors', ({ ack }) => ack())
const server = createServer(receiver.requestListener)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`http://127.0.0.1:${port}/slack/events\n`)
})
