import cronstrue from 'cronstrue'
import { parseSchedule } from './schedule.ts'

/**
 * A schedule as people say it: `every day at 03:00 UTC`.
 * @throws PatchbayError `input.invalid` when it is no schedule.
 */
export const scheduleWords = (expression: string): string => {
  const said = cronstrue.toString(parseSchedule(expression).expression, {
    dayOfWeekStartIndexZero: false,
    use24HourTimeFormat: true,
  })
  const words = said.charAt(0).toLowerCase() + said.slice(1)
  const daily = /^at \d\d:\d\d$/.test(words) ? `every day ${words}` : words
  // Where it names a time of day, the zone stands beside it.
  const zoned = daily.replace(/\d\d:\d\d(?::\d\d)?(?!.*\d\d:\d\d)/, '$& UTC')
  return zoned
}
