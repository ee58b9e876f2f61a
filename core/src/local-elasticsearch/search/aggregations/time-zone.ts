const day = 86_400_000
/** No zone changes its clocks within a quarter of an hour twice, nor, since 1970, between two quarters. */
const block = 900_000

/** A place's local time. Times are milliseconds: of UTC, or of a clock on its wall as if that were UTC. */
export interface TimeZone {
  /** What its clocks show beyond UTC. */
  offset(utc: number): number
  /** The times at which its clocks show this: none in a gap, two when an hour comes again; the first one first. */
  timesAt(local: number): readonly number[]
  /** The time from which on its clocks show more: of a gap that holds this. */
  endOfGap(local: number): number
  /** `+02:00`, `Z`. */
  suffix(utc: number): string
}

const suffixOf = (offset: number): string => {
  if (offset === 0) return 'Z'
  const minutes = Math.abs(offset) / 60_000
  const two = (number: number): string => String(Math.trunc(number)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

const zoneWith = (offset: TimeZone['offset']): TimeZone => ({
  offset,
  timesAt: (local) => {
    // What holds well before and well after is all that can hold at that time.
    const offsets = new Set([offset(local - day), offset(local + day)])
    return [...offsets]
      .map((beyond) => local - beyond)
      .filter((utc) => utc + offset(utc) === local)
      .toSorted((a, b) => a - b)
  },
  endOfGap: (local) => {
    let [before, after] = [local - 2 * day, local + 2 * day]
    const from = offset(before)
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offset(middle) === from) before = middle
      else after = middle
    }
    return after
  },
  suffix: (utc) => suffixOf(offset(utc)),
})

/** `+02:00`, `-0130`, `+5`. */
const fixedOffset = (zone: string): number | undefined => {
  const [, sign, hours, minutes = '0'] = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d\d))?$/.exec(zone) ?? []
  if (hours === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

const named = (zone: string): TimeZone['offset'] | undefined => {
  let clock: Intl.DateTimeFormat
  try {
    clock = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  // Names are written as they are: `europe/berlin` is none.
  const { timeZone: canonical } = clock.resolvedOptions()
  if (canonical !== zone && canonical.toLowerCase() === zone.toLowerCase()) return undefined
  const known = new Map<number, number>()
  return (utc) => {
    const at = Math.floor(utc / block)
    const before = known.get(at)
    if (before !== undefined) return before
    const name = clock.formatToParts(utc).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const offset = fixedOffset(name) ?? 0
    known.set(at, offset)
    return offset
  }
}

/** A zone by its name or its offset; undefined for what is none. */
export const timeZone = (zone: string): TimeZone | undefined => {
  const offset = fixedOffset(zone)
  if (zone === 'Z' || zone === 'UTC' || offset !== undefined) return zoneWith(() => offset ?? 0)
  const byName = named(zone)
  return byName && zoneWith(byName)
}
