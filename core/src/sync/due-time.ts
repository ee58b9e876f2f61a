import type { CronSchedule } from '../protocol/schedule.ts'

/**
 * The last time at which a schedule was due, after `after` and not after `now`; undefined when it wasn't. However many
 * times were missed, this is one.
 */
export const dueTime = (schedule: CronSchedule, after: Date, now: Date): Date | undefined => {
  let due = schedule.next(after)
  if (due === undefined || due > now) return undefined
  // Halving the time between: a schedule of every second may have been missed for a month.
  let early = due.getTime()
  let late = now.getTime()
  while (early < late) {
    const middle = Math.ceil((early + late) / 2)
    const next = schedule.next(new Date(middle - 1))
    if (next !== undefined && next <= now) {
      due = next
      early = Math.max(middle, next.getTime())
    } else {
      late = middle - 1
    }
  }
  return due
}
