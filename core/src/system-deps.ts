import { setTimeout as sleep } from 'node:timers/promises'
import { ulid } from 'ulid'
import type { Clock, Ids } from './deps.ts'

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal })
  },
}

export const systemIds: Ids = { ulid: () => ulid(), random: Math.random }
