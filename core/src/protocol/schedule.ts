import { Cron } from 'croner'
import { PatchbayError } from '../errors.ts'
import { beforeMonthEnd } from './before-month-end.ts'

/**
 * Schedules in the dialect that Elasticsearch stores: Quartz, 6 or 7 fields, Sunday is 1, always UTC. Elastic's own
 * service misreads some of them (`0 0/15 * * * ?` runs hourly there); this follows Quartz.
 */
export interface CronSchedule {
  expression: string
  /** The first time strictly after `after`, or undefined when it never runs again. */
  next(after: Date): Date | undefined
}

const dayLong = 24 * 60 * 60 * 1000
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const ranges = [
  { name: 'second', from: 0, to: 59 },
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: months },
  { name: 'day of week', from: 1, to: 7, names: weekdays },
] as const

const invalid = (expression: string, why: string): PatchbayError =>
  new PatchbayError('input.invalid', `"${expression}" is not a schedule: ${why}.`, {
    field: 'cron',
    next: 'A schedule has 6 fields: second minute hour day-of-month month day-of-week, in UTC. "0 0 3 * * ?" is every day at 03:00.',
  })

/** Quartz lets a range run past the end (`FRI-MON`, `22-2`), the library doesn't: the two halves mean the same. */
const unwrap = (expression: string, field: string, index: number): string => {
  const range = ranges[index]
  if (range === undefined) return field
  const names: readonly string[] = 'names' in range ? range.names : []
  const value = (text: string): number => {
    const named = names.indexOf(text.toUpperCase())
    return named < 0 ? Number(text) : named + range.from
  }
  const unwrapped = field.split(',').map((part) => {
    const found = /^(\w+)-(\w+)$/.exec(part)
    if (found === null) return part
    const ends = [found[1] ?? '', found[2] ?? ''] as const
    if (/^\d/.test(ends[0]) !== /^\d/.test(ends[1]))
      throw invalid(expression, `"${part}" goes from a number to a name, or the other way`)
    const [from, to] = [value(ends[0]), value(ends[1])]
    return from > to ? `${from}-${range.to},${range.from}-${to}` : part
  })
  return unwrapped.join(',')
}

/** The days of some schedules are told after the library: it is asked again after each day that isn't one. */
const nextOn = (cron: Cron, isDay: (at: Date) => boolean, after: Date): Date | undefined => {
  // Every kind of day that there is comes within a calendar's 28 years.
  const until = after.getTime() + 28 * 366 * dayLong
  let found = cron.nextRun(after)
  while (found !== null && !isDay(found) && found.getTime() < until) {
    const nextDay = Math.floor(found.getTime() / dayLong + 1) * dayLong
    found = cron.nextRun(new Date(nextDay - 1))
  }
  return found !== null && isDay(found) ? found : undefined
}

const compile = (expression: string): CronSchedule['next'] => {
  const fields = expression.trim().split(/\s+/)
  if (fields.length < 6 || fields.length > 7) {
    throw invalid(expression, `it has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}`)
  }
  const [day, weekday] = [fields[3], fields[5]]
  if ((day === '?') === (weekday === '?')) {
    throw invalid(expression, 'exactly one of day-of-month and day-of-week must be "?"')
  }
  if (fields.some((field, index) => field === '?' && index !== 3 && index !== 5)) {
    throw invalid(expression, '"?" may stand only for day-of-month or day-of-week')
  }
  // In Quartz a weekday "L" alone is the last day of the week.
  const counted = beforeMonthEnd(day ?? '')
  if (counted !== undefined) fields[3] = counted.days
  const plain = fields.map((field, index) =>
    index === 5 && field.toUpperCase() === 'L' ? '7' : unwrap(expression, field, index),
  )
  try {
    const cron = new Cron(plain.join(' '), {
      timezone: 'UTC',
      mode: '6-or-7-parts',
      alternativeWeekdays: true,
      sloppyRanges: true,
    })
    return (after) =>
      counted === undefined ? (cron.nextRun(after) ?? undefined) : nextOn(cron, counted.is, after)
  } catch (error) {
    const why =
      error instanceof Error
        ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '')
        : 'it can not be read'
    throw invalid(expression, why)
  }
}

/**
 * Reads a schedule.
 * @throws PatchbayError `input.invalid` with the field `cron` and what is wrong with it.
 */
export const parseSchedule = (expression: string): CronSchedule => {
  if (expression.length > 200) throw invalid(`${expression.slice(0, 40)}…`, 'it is too long')
  return { expression: expression.trim(), next: compile(expression) }
}

/** The next `count` times after `after`. */
export const nextRuns = (schedule: CronSchedule, after: Date, count: number): Date[] => {
  const runs: Date[] = []
  let last = after
  while (runs.length < count) {
    const next = schedule.next(last)
    if (next === undefined) break
    runs.push(next)
    last = next
  }
  return runs
}
