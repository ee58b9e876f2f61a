import { createServer } from 'node:http'
import { type App, HTTPReceiver, LogLevel } from '@slack/bolt'
import { verifyRequests } from './verify-requests.ts'

export interface Reception {
  /** Where Slack sends commands and clicks; none where the bot fetches them itself. */
  url: string | undefined
  stop(): Promise<void>
}

export interface HttpReceptionOptions {
  signingSecret: string
  port: number
  now(): Date
}

/** Takes Slack's requests over HTTP, on this machine only: https stands in front of it. */
export const receiveHttp = async (
  app: App,
  { signingSecret, port, now }: HttpReceptionOptions,
): Promise<Reception> => {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR })
  receiver.init(app)
  const server = createServer(verifyRequests(receiver.requestListener, { signingSecret, now }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${taken}/slack/events`,
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
