import type { DateRounding } from './date-rounding.ts'
import type { TimeZone } from './time-zone.ts'

/** Rounding by the clocks of a place, in times of UTC. */
export const zonedRounding = (rounding: DateRounding, zone: TimeZone): DateRounding => {
  const round = (utc: number): number => {
    const local = rounding.round(utc + zone.offset(utc))
    const times = zone.timesAt(local)
    const [first] = times
    if (first === undefined) {
      const end = zone.endOfGap(local)
      return rounding.pace === 'clock' ? round(end - 1) : end
    }
    // An hour that comes twice is two; a day begins when its midnight comes first.
    return rounding.pace === undefined ? first : (times.findLast((time) => time <= utc) ?? first)
  }
  const next = (start: number): number => {
    if (rounding.pace !== undefined) {
      const by = round(rounding.next(start))
      if (by > start) return by
    }
    const local = rounding.next(start + zone.offset(start))
    const [first] = zone.timesAt(local)
    if (first !== undefined) return first
    // What begins in a gap is none of the clock's hours.
    return rounding.pace === 'clock' ? next(local - zone.offset(start)) : zone.endOfGap(local)
  }
  return { round, next }
}
