import type { Clock } from '../deps.ts'

/** What was in vain is left alone for so long: a right may be granted meanwhile. Milliseconds. */
const restFor = 60_000

/** Runs that were looked at or tried in vain, so that nothing is asked, and told, at each look again. */
export interface Rests {
  rest(run: string): void
  isResting(run: string): boolean
}

export const createRests = (clock: Clock): Rests => {
  const until = new Map<string, number>()
  return {
    rest: (run) => until.set(run, clock.monotonic() + restFor),
    isResting: (run) => {
      const time = until.get(run)
      if (time === undefined || time > clock.monotonic()) return time !== undefined
      until.delete(run)
      return false
    },
  }
}
