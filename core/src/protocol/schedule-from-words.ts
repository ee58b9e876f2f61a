import { PatchbayError } from '../errors.ts'

const examples =
  'Such as "15 minutes", "3 hours", "day at 04:30", "weekdays at 6", "monday and thursday at 18:00" or "month on the 1st at 3", all in UTC; or give a cron.'

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const named: Readonly<Record<string, string>> = { midnight: '0:00', noon: '12:00' }

/** Why words can't be read: thrown as an error with the words themselves around it. */
class Unclear extends Error {}

const number = (text: string, { from, to, what }: { from: number; to: number; what: string }): number => {
  const value = Number(text)
  if (value >= from && value <= to) return value
  throw new Unclear(`${what} goes from ${from} to ${to}, not ${text}`)
}

/** "monday, wednesday and friday" -> three items. */
const items = (text: string): string[] =>
  text
    .split(/,| and /)
    .map((item) => item.trim())
    .filter((item) => item !== '')

const time = (text: string): { hour: number; minute: number } => {
  const found = /^(\d{1,2})(?::(\d\d))? ?(am|pm)?$/.exec(named[text] ?? text)
  if (found === null) throw new Unclear(`"${text}" is no time of day`)
  const [, hours = '', minutes = '0', half] = found
  const minute = number(minutes, { from: 0, to: 59, what: 'a minute' })
  if (half === undefined) return { hour: number(hours, { from: 0, to: 23, what: 'an hour' }), minute }
  const hour = number(hours, { from: 1, to: 12, what: 'an hour with am or pm' }) % 12
  return { hour: half === 'pm' ? hour + 12 : hour, minute }
}

/** Second, minute and hour of some times of day, which one schedule can only hold when their minutes are the same. */
const timesOfDay = (text: string | undefined): string => {
  const times = text === undefined ? [{ hour: 0, minute: 0 }] : items(text).map(time)
  const [minute, ...others] = new Set(times.map((one) => one.minute))
  if (minute === undefined) throw new Unclear('the time of day is missing')
  if (others.length > 0)
    throw new Unclear('one schedule holds times of the same minute only, such as 6:30 and 18:30')
  const hours = [...new Set(times.map(({ hour }) => hour))].toSorted((a, b) => a - b)
  return `0 ${minute} ${hours.join(',')}`
}

/** "tue", "tues", "tuesday" and "tuesdays" -> TUE. */
const dayOf = (text: string): string | undefined => {
  const one = text.replace(/days$/, 'day')
  return one.length < 3 ? undefined : weekdays[dayNames.findIndex((name) => name.startsWith(one))]
}

/** The day-of-week field; undefined where the words are about no days of the week. Names: Elastic's own service misreads numbers. */
const daysOfWeek = (text: string): string | undefined => {
  if (/^(weekdays?|work(ing )?days?)$/.test(text)) return 'MON-FRI'
  if (/^weekends?$/.test(text)) return 'SAT,SUN'
  const days = items(text)
  const chosen = new Set(days.map(dayOf))
  if ([...chosen].every((day) => day === undefined)) return undefined
  const unknown = days.find((day) => dayOf(day) === undefined)
  if (unknown !== undefined) throw new Unclear(`"${unknown}" is no day`)
  return weekdays.filter((day) => chosen.has(day)).join(',')
}

const daysOfMonth = (text: string): string => {
  const days = items(text).map((item) => {
    const [, day] = /^(?:the )?(?:day )?(\d{1,2})(?:st|nd|rd|th)?$/.exec(item) ?? []
    if (day === undefined) throw new Unclear(`"${item}" is no day of a month`)
    return number(day, { from: 1, to: 31, what: 'a day of a month' })
  })
  return [...new Set(days)].toSorted((a, b) => a - b).join(',')
}

/** Written out: Elastic's own service misreads `0/15`. */
const everyOf = (step: number, { whole, unit }: { whole: number; unit: string }): string => {
  if (step < 1 || whole % step !== 0) {
    const fits = Array.from({ length: whole / 2 }, (_, at) => at + 1).filter((one) => whole % one === 0)
    const near = [fits.findLast((one) => one < step), fits.find((one) => one > step)].filter(
      (one) => one !== undefined,
    )
    throw new Unclear(`every ${step} ${unit}s would not be evenly apart; ${near.join(' or ') || '1'} would`)
  }
  if (step === 1) return '*'
  return Array.from({ length: whole / step }, (_, at) => at * step).join(',')
}

/** Every so many minutes or hours, on all days or on some. */
const interval = (words: string, at: string | undefined): string | undefined => {
  const [, amount, unit, on] = /^(\d{1,4} )?(minute|min|hour|h)s?(?: on (.+))?$/.exec(words) ?? []
  if (unit === undefined) return undefined
  const week = on === undefined ? undefined : daysOfWeek(on)
  if (on !== undefined && week === undefined) throw new Unclear(`"${on}" names no days of the week`)
  const days = week === undefined ? '* * ?' : `? * ${week}`
  const step = Number(amount ?? 1)
  if (unit.startsWith('min')) {
    if (at !== undefined) throw new Unclear('what comes every few minutes has no time of day')
    return `0 ${everyOf(step, { whole: 60, unit: 'minute' })} * ${days}`
  }
  const [, past] = at === undefined ? ['', '0'] : (/^(?:minute )?:?(\d{1,2})$/.exec(at) ?? [])
  if (past === undefined) throw new Unclear('what comes every few hours has a minute only: "3 hours at :15"')
  const minute = number(past, { from: 0, to: 59, what: 'a minute' })
  return `0 ${minute} ${everyOf(step, { whole: 24, unit: 'hour' })} ${days}`
}

const read = (words: string): string => {
  if (words === '') throw new Unclear('it is empty')
  if (/^\d+ (day|week|month)/.test(words))
    throw new Unclear('months have no even number of days, so name the days')
  const [what = '', at, ...more] = words.split(/ ?\bat /)
  if (more.length > 0) throw new Unclear('it says "at" more than once')
  const often = interval(what.replace(/^hourly\b/, 'hour'), at)
  if (often !== undefined) return often
  if (what === '' || /^(day|daily)$/.test(what)) return `${timesOfDay(at)} * * ?`
  const [, month] = /^month(?:ly)?(?: on (.+))?$/.exec(what) ?? []
  if (what.startsWith('month')) return `${timesOfDay(at)} ${daysOfMonth(month ?? '1')} * ?`
  const days = daysOfWeek(what.replace(/^week(?:ly)?(?: on |$)/, '').replace(/^on /, '') || 'sunday')
  if (days === undefined) throw new Unclear('it names no days and no interval')
  return `${timesOfDay(at)} ? * ${days}`
}

/**
 * The schedule that words mean, as Elasticsearch stores it (Quartz, UTC): "every 3 hours", "weekdays at 6", "daily at 04:30".
 * Only what comes at even distances; each is written so that Elastic's own service reads it as Quartz does.
 * @throws PatchbayError `input.invalid` that says what is not understood, with examples.
 */
export const cronFromWords = (text: string, field = 'every'): string => {
  const words = text
    .toLowerCase()
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/^every /, '')
    .replace(/ ?\butc$/, '')
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  if (words.length > 200) {
    throw new PatchbayError('input.invalid', `${field}: "${shown}" is too long.`, { field, next: examples })
  }
  try {
    return read(words)
  } catch (error) {
    if (!(error instanceof Unclear)) throw error
    const message = `${field}: "${shown}" is not understood: ${error.message}.`
    throw new PatchbayError('input.invalid', message, { field, next: examples })
  }
}
