import type { Look } from '@patchbay/core'
import type { Bot } from '../bot.ts'

export interface Sweeping {
  /** The executor has looked at the newest runs, which it does every three seconds, from its start on. */
  onLook(look: Look): void
  /** Resolves when nothing is being drawn any more. */
  finished(): Promise<void>
}

/**
 * Draws what other surfaces and other replicas decided, and posts requests made elsewhere, after each look of the
 * executor. While Slack is slow one sweep is enough: the next look tells the same and more.
 */
export const createSweeping = ({ messages, log }: Pick<Bot, 'messages' | 'log'>): Sweeping => {
  let under: Promise<void> | undefined
  return {
    onLook(look) {
      under ??= messages
        .sweep(look)
        .catch((error: unknown) => log('Open runs could not be drawn; the next look is in 3 s.', error))
        .finally(() => {
          under = undefined
        })
    },
    finished: async () => under,
  }
}
