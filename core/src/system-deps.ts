import { setTimeout as sleep } from 'node:timers/promises'
import { ulid } from 'ulid'
import type { Clock, Ids } from './deps.ts'
import { isPatchbayError, PatchbayError } from './errors.ts'

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await sleep(milliseconds, undefined, { signal })
    } catch (error) {
      // Why it ends is known to whoever ended it; Node only says that something was aborted.
      if (isPatchbayError(signal?.reason)) throw signal.reason
      throw new PatchbayError('canceled', 'Stopped while it waited.', { cause: error })
    }
  },
}

export const systemIds: Ids = { ulid: () => ulid(), random: Math.random }
