import type { Clock } from '@patchbay/core'

/** A clock that a test moves, for one loop that sleeps by it. */
export interface ManualClock extends Clock {
  /** Waits until the loop sleeps, lets so much time pass, and waits until it sleeps again: one round. */
  round(milliseconds?: number): Promise<void>
  /** Waits until the loop sleeps: what it does at its start is done. */
  asleep(): Promise<void>
}

export const manualClock = (start = new Date()): ManualClock => {
  let at = start.getTime()
  let wake: (() => void) | undefined
  let slept: (() => void)[] = []
  const asleep = (): Promise<void> =>
    wake === undefined ? new Promise((resolve) => slept.push(resolve)) : Promise.resolve()
  return {
    now: () => new Date(at),
    monotonic: () => at,
    sleep: (_milliseconds, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          wake = undefined
          resolve()
        }
        if (signal?.aborted === true) return resolve()
        wake = done
        signal?.addEventListener('abort', done, { once: true })
        for (const tell of slept) tell()
        slept = []
      }),
    asleep,
    async round(milliseconds = 60_000) {
      await asleep()
      at += milliseconds
      wake?.()
      await asleep()
    },
  }
}
