import { systemClock } from '@patchbay/core'
import { type App, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { slackErrorOf } from '../slack-error.ts'
import type { Reception } from './receive-http.ts'

export interface SocketReceptionOptions {
  /** An app-level token (`xapp-…`) with `connections:write`. */
  appToken: string
  /** Of the Web API; Slack's own by default. */
  apiUrl: string | undefined
  log(problem: string, error: unknown): void
}

/** Slack renews each connection every few hours: while one is renewed, the other takes what comes. */
const sockets = 2

/** Milliseconds before another try, the longer the more were in vain. */
const pause = (failures: number): number => Math.min(30_000, 250 * 2 ** Math.min(failures, 7))

/**
 * Fetches Slack's requests over two WebSockets, so that nothing of ours has to be reachable from outside. Each is opened
 * again at once when Slack ends it, which the client itself would do five seconds later, and would end the process where
 * Slack refuses once. Resolves when one is open.
 */
export const receiveSockets = async (app: App, options: SocketReceptionOptions): Promise<Reception> => {
  const { appToken, apiUrl, log } = options
  const ending = new AbortController()
  const { signal } = ending
  const opened = Promise.withResolvers<void>()
  const keepOpen = async (): Promise<void> => {
    const receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logLevel: LogLevel.ERROR,
      installerOptions: {
        clientOptions: {
          retryConfig: { retries: 0 },
          timeout: 10_000,
          ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        },
      },
    })
    receiver.init(app)
    const { client } = receiver
    signal.addEventListener('abort', () => void client.disconnect())
    let failures = 0
    while (!signal.aborted) {
      try {
        await client.start()
        failures = 0
        opened.resolve()
        await new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
      } catch (error) {
        failures += 1
        // Before the first is open, a token that Slack refuses is an error of whoever starts the bot.
        if (slackErrorOf(error) !== undefined) opened.reject(error)
        if (!signal.aborted) log('A connection to Slack could not be opened; it is tried again.', error)
      }
      // Aborted: the loop ends by itself.
      if (failures > 0) await systemClock.sleep(pause(failures), signal).catch(() => {})
    }
  }
  const all = Promise.all(Array.from({ length: sockets }, keepOpen))
  const stop = async (): Promise<void> => {
    ending.abort()
    await all
  }
  try {
    await opened.promise
  } catch (error) {
    await stop()
    throw error
  }
  return { url: undefined, stop }
}
