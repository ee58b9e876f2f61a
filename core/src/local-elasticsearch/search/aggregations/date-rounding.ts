/** Milliseconds since 1970 to the start of the interval they lie in, and from one start to the next. */
export interface DateRounding {
  round(time: number): number
  next(start: number): number
  /** What it steps by: hours and less of the clock, a length of time, or (undefined) days and more, from midnight on. */
  pace?: 'clock' | 'length'
}

const fixed = (length: number, offset = 0): DateRounding => ({
  round: (time) => Math.floor((time - offset) / length) * length + offset,
  next: (start) => start + length,
})

const months = (count: number): DateRounding => ({
  round: (time) => {
    const date = new Date(time)
    const month = Math.floor(date.getUTCMonth() / count) * count
    return new Date(0).setUTCFullYear(date.getUTCFullYear(), month, 1)
  },
  next: (start) => {
    const date = new Date(start)
    return new Date(0).setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + count, 1)
  },
})

const day = 86_400_000
const calendar: Readonly<Record<string, DateRounding>> = {
  second: { ...fixed(1000), pace: 'clock' },
  minute: { ...fixed(60_000), pace: 'clock' },
  hour: { ...fixed(3_600_000), pace: 'clock' },
  day: fixed(day),
  // 1970 began on a Thursday, and weeks begin on Mondays.
  week: fixed(7 * day, 4 * day),
  month: months(1),
  quarter: months(3),
  year: months(12),
}
const short: Readonly<Record<string, string>> = {
  '1s': 'second',
  '1m': 'minute',
  '1h': 'hour',
  '1d': 'day',
  '1w': 'week',
  '1M': 'month',
  '1q': 'quarter',
  '1y': 'year',
}

/** `month` or `1M`; undefined for what is no interval of the calendar. */
export const calendarRounding = (name: string): DateRounding | undefined => {
  const long = Object.hasOwn(short, name) ? short[name] : name
  return long !== undefined && Object.hasOwn(calendar, long) ? calendar[long] : undefined
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: day }

/** `12h`; undefined for what is no length of time. */
export const fixedRounding = (text: string): DateRounding | undefined => {
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  const length = Number(amount) * (units[unit] ?? NaN)
  return length > 0 ? { ...fixed(length), pace: 'length' } : undefined
}
