import { counted } from '../lib/counted.ts'
import { jobTypes } from '../protocol/connector.ts'
import { parseSchedule } from '../protocol/schedule.ts'
import { type Examine, ok, warning } from './diagnosis.ts'

const check = 'schedules'
/** Two workers as they are by default, and a few that wait: more that begin in one minute hold each other up. */
const tooMany = 10

/** When a schedule begins next, to the minute, such as `2026-11-29T02:00`; undefined where it can't be read or never does. */
const minuteOfNext = (interval: string, now: Date): string | undefined => {
  try {
    return parseSchedule(interval).next(now)?.toISOString().slice(0, 16)
  } catch {
    // Somebody else may have stored what is no schedule.
    return undefined
  }
}

/** Syncs that begin all at once: of many, the last ones run late, and time out where others are in their way. */
export const examineSchedules: Examine = async (_context, { connectors, clock }) => {
  const now = clock.now()
  const intervals = (await connectors()).flatMap(({ scheduling }) =>
    jobTypes.flatMap((kind) => {
      const schedule = scheduling?.[kind]
      return schedule?.enabled === true ? [schedule.interval] : []
    }),
  )
  // Ten thousand connectors have a handful of schedules.
  const begins = new Map<string, number>()
  for (const [interval, { length }] of Map.groupBy(intervals, (one) => one)) {
    const minute = minuteOfNext(interval, now)
    if (minute !== undefined) begins.set(minute, (begins.get(minute) ?? 0) + length)
  }
  const [busiest] = [...begins].toSorted(([, one], [, other]) => other - one)
  const found = `${counted(intervals.length, 'schedule')} on`
  if (busiest === undefined) return [ok(check, found)]
  const [minute, most] = busiest
  const together = `${found}; at most ${counted(most, 'sync')} in one minute, next at ${minute.replace('T', ' ')} UTC`
  return most <= tooMany
    ? [ok(check, together)]
    : [
        warning(
          check,
          together,
          '`patchbay connector stagger CONNECTORS --every "day at 2" --within 2h` spreads them.',
        ),
      ]
}
