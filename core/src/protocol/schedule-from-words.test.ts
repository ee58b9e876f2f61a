import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import { cronFromWords } from './schedule-from-words.ts'
import { scheduleWords } from './schedule-words.ts'
import { nextRuns, parseSchedule } from './schedule.ts'

const runsOf = (words: string, from = new Date('2026-11-23T10:00:30Z'), count = 40): Date[] =>
  nextRuns(parseSchedule(cronFromWords(words)), from, count)

const divisors = (whole: number) =>
  fc.constantFrom(...Array.from({ length: whole / 2 }, (_, at) => at + 1).filter((one) => whole % one === 0))
const moments = fc.date({ min: new Date('2020-01-01Z'), max: new Date('2040-01-01Z'), noInvalidDate: true })
const two = (value: number) => String(value).padStart(2, '0')
const clocks = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${two(hour)}:${two(minute)}`)
const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const outcomeOf = (words: string): string => {
  try {
    return `${runsOf(words, new Date(0), 1).length} run`
  } catch (error) {
    if (!isPatchbayError(error)) throw error
    return `${error.code} ${error.field ?? ''}`
  }
}

describe('cronFromWords', () => {
  it.each([
    ['every 3 hours', '0 0 0,3,6,9,12,15,18,21 * * ?'],
    ['15 minutes', '0 0,15,30,45 * * * ?'],
    ['hour', '0 0 * * * ?'],
    ['hourly at :20', '0 20 * * * ?'],
    ['6 hours on weekdays', '0 0 0,6,12,18 ? * MON-FRI'],
    ['weekdays at 6', '0 0 6 ? * MON-FRI'],
    ['Daily at 04:30', '0 30 4 * * ?'],
    ['every day at 6:30 and 18:30 UTC', '0 30 6,18 * * ?'],
    ['at noon', '0 0 12 * * ?'],
    ['weekends at 9 pm', '0 0 21 ? * SAT,SUN'],
    ['thursday and monday at 12am', '0 0 0 ? * MON,THU'],
    ['week on tue', '0 0 0 ? * TUE'],
    ['weekly', '0 0 0 ? * SUN'],
    ['month on the 1st and the 15th at 3', '0 0 3 1,15 * ?'],
    ['monthly', '0 0 0 1 * ?'],
  ])('reads "%s"', (words, cron) => {
    expect(cronFromWords(words)).toBe(cron)
  })

  it.each([
    ['every 7 hours', 'every 7 hours would not be evenly apart; 6 or 8 would'],
    ['90 minutes', '30 would'],
    ['2 days', 'name the days'],
    ['day at 25', 'an hour goes from 0 to 23, not 25'],
    ['day at 6:00 and 18:30', 'times of the same minute only'],
    ['day at breakfast', '"breakfast" is no time of day'],
    ['monday and funday at 3', '"funday" is no day'],
    ['15 minutes at 3', 'has no time of day'],
    ['month on the 32nd', 'a day of a month goes from 1 to 31'],
    ['at 3 at 4', 'more than once'],
    ['', 'it is empty'],
    ['often', 'it names no days and no interval'],
  ])('refuses "%s" and says why', (words, why) => {
    expect(() => cronFromWords(words)).toThrow(why)
  })

  it('comes exactly so many minutes or hours apart', () => {
    const unit = fc.oneof(
      divisors(60).map((step) => ({ words: `every ${step} minutes`, apart: step * 60_000 })),
      divisors(24).map((step) => ({ words: `every ${step} hours`, apart: step * 3_600_000 })),
    )
    fc.assert(
      fc.property(unit, moments, ({ words, apart }, from) => {
        const runs = runsOf(words, from)
        const gaps = runs.slice(1).map((run, at) => run.getTime() - (runs[at]?.getTime() ?? 0))
        expect(new Set(gaps)).toEqual(new Set([apart]))
        expect((runs[0]?.getTime() ?? 0) - from.getTime()).toBeLessThanOrEqual(apart)
      }),
    )
  })

  it('comes at that time of day on those days, and reads its own words again', () => {
    const days = fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 })
    fc.assert(
      fc.property(days, clocks, moments, (chosen, clock, from) => {
        const runs = runsOf(`${chosen.map((day) => dayNames[day]).join(', ')} at ${clock}`, from)
        expect(new Set(runs.map((run) => run.getUTCDay()))).toEqual(new Set(chosen))
        expect(new Set(runs.map((run) => run.toISOString().slice(11, 16)))).toEqual(new Set([clock]))
        const daily = cronFromWords(`day at ${clock}`)
        expect(cronFromWords(scheduleWords(daily))).toBe(daily)
      }),
    )
  })

  it('makes a schedule of any text or says in one sentence why not', () => {
    const pieces = fc.constantFrom(
      'every',
      'day',
      'at',
      'on',
      '3',
      '24:61',
      'hours',
      'monday',
      'and',
      ',',
      'month',
      '__proto__',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(text, (words) => {
        expect(outcomeOf(words)).toMatch(/^(1 run|input.invalid every)$/)
      }),
    )
  })
})
