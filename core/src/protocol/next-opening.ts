import { Cron } from 'croner'
import { holdsAt, type PolicyHours } from './policy-hours.ts'

/** Whether a time lies within all of these hours. */
export const isWithin = (hours: readonly PolicyHours[], at: Date): boolean =>
  hours.every((one) => holdsAt(one, at))

/** Hours that come at all come within a week. */
const days = 8

/** The next times at which a clock of that zone shows a time of day, each day. */
const nextTimes = (zone: string, time: string, from: Date): Date[] => {
  const [hour, minute] = time.split(':').map(Number)
  return new Cron(`${minute} ${hour} * * *`, { timezone: zone, paused: true }).nextRuns(days, from)
}

/** The first moment from `from` on that lies within all of these hours; undefined where none comes in a week. */
export const nextOpening = (hours: readonly PolicyHours[], from: Date): Date | undefined => {
  if (isWithin(hours, from)) return from
  // Each begins at one of its two edges, so all of them together do so as well.
  const times = hours.flatMap(({ zone, from: first, to }) =>
    [first, to].flatMap((time) => nextTimes(zone, time, from)),
  )
  return times.toSorted((a, b) => a.getTime() - b.getTime()).find((time) => isWithin(hours, time))
}
