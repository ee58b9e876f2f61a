import type { Clock } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'

/** How often something is tried of a source that may be lost on the way. */
export interface Trying {
  /** New tries, at most. */
  retries: number
  /** Milliseconds before the first of them; twice as many before each one after that. */
  pause: number
  clock: Pick<Clock, 'sleep'>
  signal: AbortSignal
}

/** A line that broke, a server that is started anew: it may be there again soon. */
export const isLost = (error: unknown): boolean =>
  isPatchbayError(error) && error.code === 'source.unreachable'

/** Waits until the next try, the first after failure 0. */
export const waitForTry = ({ clock, pause, signal }: Trying, failures: number): Promise<void> =>
  clock.sleep(pause * 2 ** failures, signal)

/** @throws what the action throws, once it was tried often enough, or where trying again is of no use. */
export const tryAgain = async <T>(trying: Trying, action: () => Promise<T>): Promise<T> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await action()
    } catch (error) {
      if (!isLost(error) || failures >= trying.retries || trying.signal.aborted) throw error
    }
    await waitForTry(trying, failures)
  }
}
