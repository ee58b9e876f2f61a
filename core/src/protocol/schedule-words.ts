import cronstrue from 'cronstrue'
import { parseSchedule } from './schedule.ts'

/** A list that goes the whole round in even steps (`0,15,30,45`) as that step, which reads better. */
const asStep = (field: string, whole: number): string => {
  const values = field.split(',').map(Number)
  const step = whole / values.length
  return values.length > 1 && values.every((value, at) => value === at * step) ? `*/${step}` : field
}

/**
 * A schedule as people say it: `every day at 03:00 UTC`.
 * @throws PatchbayError `input.invalid` when it is no schedule.
 */
export const scheduleWords = (expression: string): string => {
  const [second = '', minute = '', hour = '', ...rest] = parseSchedule(expression).expression.split(/\s+/)
  const plain = [second, asStep(minute, 60), asStep(hour, 24), ...rest].join(' ')
  const said = cronstrue.toString(plain, { dayOfWeekStartIndexZero: false, use24HourTimeFormat: true })
  const words = said.charAt(0).toLowerCase() + said.slice(1)
  const daily = /^at \d\d:\d\d$/.test(words) ? `every day ${words}` : words
  // Where it names a time of day, the zone stands beside it.
  const zoned = daily.replace(/\d\d:\d\d(?::\d\d)?(?!.*\d\d:\d\d)/, '$& UTC')
  return zoned.replace(/^on the hour, /, '')
}
