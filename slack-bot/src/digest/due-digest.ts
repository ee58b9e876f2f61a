import { Cron } from 'croner'
import type { DigestTime } from '../notices/subscription.ts'

const hour = 3_600_000
/** A digest that no bot was there to send is sent late, but not in the evening. */
const lateAtMost = 6 * hour

/** The last times at which a pattern was due on the clock of a place, within two days; croner knows their summer times. */
const lastTimes = (pattern: string, zone: string, now: Date): Date[] => {
  const cron = new Cron(pattern, { timezone: zone, paused: true })
  const times: Date[] = []
  let at = cron.nextRun(new Date(now.getTime() - 50 * hour))
  while (at !== null && at <= now) {
    times.push(at)
    at = cron.nextRun(at)
  }
  return times
}

export interface DueDigest {
  /** When it was due, ISO 8601: by this it is sent once. */
  due: string
  /** The day before, on the clock of the zone. */
  since: Date
  until: Date
}

/** The digest that is to be sent now, if one is. */
export const dueDigest = (
  { at, zone }: Pick<DigestTime, 'at' | 'zone'>,
  now: Date,
): DueDigest | undefined => {
  const [hours, minutes] = at.split(':').map(Number)
  const due = lastTimes(`${minutes ?? 0} ${hours ?? 0} * * *`, zone, now).at(-1)
  if (due === undefined || now.getTime() - due.getTime() > lateAtMost) return undefined
  const [since, until] = lastTimes('0 0 * * *', zone, due).slice(-2)
  return since === undefined || until === undefined ? undefined : { due: due.toISOString(), since, until }
}
