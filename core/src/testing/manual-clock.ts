import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../deps.ts'

/** A clock that only a test moves; any number sleep by it. */
export interface ManualClock extends Clock {
  /** Lets so much time pass, waking each sleeper at its own moment, and what it woke do what it can. */
  pass(milliseconds: number): Promise<void>
}

interface Sleeper {
  until: number
  wake: () => void
}

/** Turns of the event loop in which what was woken comes to rest. */
const turns = 20

const rest = async (): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate()
}

export const manualClock = (): ManualClock => {
  let at = 0
  const sleepers = new Set<Sleeper>()
  const nextBefore = (end: number): Sleeper | undefined =>
    [...sleepers].filter(({ until }) => until <= end).toSorted((a, b) => a.until - b.until)[0]
  return {
    now: () => new Date(at),
    monotonic: () => at,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason)
        const sleeper = { until: at + milliseconds, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason)
        })
      }),
    async pass(milliseconds) {
      await rest()
      const end = at + milliseconds
      for (let next = nextBefore(end); next !== undefined; next = nextBefore(end)) {
        at = Math.max(at, next.until)
        sleepers.delete(next)
        next.wake()
        await rest()
      }
      at = end
    },
  }
}
