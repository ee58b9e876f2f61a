import { systemClock } from '@patchbay/core'
import type { Bot } from '../bot.ts'

/** So that what was decided elsewhere is seen here within five seconds. Milliseconds. */
const every = 3_000

/**
 * Looks at all open runs again and again, from the start on: draws what other surfaces and other replicas decided, and
 * posts requests made elsewhere. Resolves when it is stopped.
 */
export const startSweeping = async (
  { messages, log }: Pick<Bot, 'messages' | 'log'>,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await messages.sweep()
    } catch (error) {
      if (!signal.aborted) log('Open runs could not be looked at; the next look is in 3 s.', error)
    }
    // Aborted: the loop ends by itself.
    await systemClock.sleep(every, signal).catch(() => {})
  }
}
