/** `L-3`: three days before the last of the month; `L-3W`: the weekday nearest to that. */
const form = /^L-(\d{1,2})(W?)$/i

const lastDay = (at: Date): number =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()

/** The nearest weekday that is still in the month. */
const nearestWeekday = (at: Date, day: number): number => {
  const weekday = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), day)).getUTCDay()
  if (weekday === 6) return day === 1 ? day + 2 : day - 1
  if (weekday === 0) return day === lastDay(at) ? day - 2 : day + 1
  return day
}

/** A day of month that is counted from the end, which the cron library doesn't know. */
export interface BeforeMonthEnd {
  /** Days that it can be, as a field of a schedule. */
  days: string
  /** Whether it is the day of this time. */
  is(at: Date): boolean
}

export const beforeMonthEnd = (field: string): BeforeMonthEnd | undefined => {
  const found = form.exec(field)
  if (found === null) return undefined
  const [offset, weekday] = [Number(found[1]), found[2] !== '']
  if (offset > 27) return undefined
  const slack = weekday ? 2 : 0
  const [from, to] = [Math.max(1, 28 - offset - slack), Math.min(31, 31 - offset + slack)]
  return {
    days: `${from}-${to}`,
    is: (at) => {
      const day = lastDay(at) - offset
      return at.getUTCDate() === (weekday ? nearestWeekday(at, day) : day)
    },
  }
}
