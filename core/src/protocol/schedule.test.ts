import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import { scheduleWords } from './schedule-words.ts'
import { nextRuns, parseSchedule } from './schedule.ts'

const monday = new Date('2026-11-23T10:00:30Z')
const next = (expression: string, count = 1): string[] =>
  nextRuns(parseSchedule(expression), monday, count).map((run) => run.toISOString().slice(0, 19))

const outcomeOf = (text: string): string => {
  try {
    parseSchedule(text)
    return 'a schedule'
  } catch (error) {
    return isPatchbayError(error) ? error.code : String(error)
  }
}

describe('parseSchedule', () => {
  it.each([
    ['0 0 3 * * ?', '2026-11-24T03:00:00'],
    ['0 0/15 * * * ?', '2026-11-23T10:15:00'],
    ['0 */15 * * * ?', '2026-11-23T10:15:00'],
    ['0 10-20/5 * * * ?', '2026-11-23T10:10:00'],
    ['0 0 12 ? * 2', '2026-11-23T12:00:00'],
    ['0 0 12 ? * 1,7', '2026-11-28T12:00:00'],
    ['0 0 12 ? * FRI-MON', '2026-11-23T12:00:00'],
    ['0 0 22-2 * * ?', '2026-11-23T22:00:00'],
    ['0 0 12 L * ?', '2026-11-30T12:00:00'],
    ['0 0 12 ? * L', '2026-11-28T12:00:00'],
    ['0 0 12 ? * 6L', '2026-11-27T12:00:00'],
    ['0 0 12 ? * 6#3', '2026-12-18T12:00:00'],
    ['0 0 12 15W * ?', '2026-12-15T12:00:00'],
    ['0 0 0 1 JAN ? 2028', '2028-01-01T00:00:00'],
  ])('reads %s as Quartz does', (expression, expected) => {
    expect(next(expression)).toEqual([expected])
  })

  it('knows when it never runs again', () => {
    expect(next('0 0 0 * * ? 2020')).toEqual([])
    expect(next('0 0 0 31 2 ?')).toEqual([])
  })

  it('lists several runs in order', () => {
    expect(next('0 0 3 * * ?', 2)).toEqual(['2026-11-24T03:00:00', '2026-11-25T03:00:00'])
  })

  it.each([
    ['* * * * ?', 'it has 5 fields'],
    ['61 0 0 * * ?', 'Invalid value for second: 61'],
    ['0 0 0 * * *', 'exactly one of day-of-month and day-of-week must be "?"'],
    ['0 0 0 ? * ?', 'exactly one of day-of-month and day-of-week must be "?"'],
    ['0 ? 0 * * ?', '"?" may stand only for day-of-month or day-of-week'],
    ['every day', 'it has 2 fields'],
  ])('refuses %s and says why', (expression, why) => {
    expect(() => parseSchedule(expression)).toThrow(why)
  })

  it('answers every text with a schedule or with a PatchbayError', () => {
    const field = fc.oneof(
      fc.stringMatching(/^[0-9*?,/LW#-]{1,6}$/),
      fc.constantFrom('*', '?', '0', 'MON', '1-5'),
    )
    const expression = fc.array(field, { minLength: 5, maxLength: 8 }).map((fields) => fields.join(' '))
    fc.assert(
      fc.property(fc.oneof(expression, fc.string()), (text) => {
        expect(outcomeOf(text)).toMatch(/^(a schedule|input.invalid)$/)
      }),
    )
  })
})

describe('scheduleWords', () => {
  it.each([
    ['0 0 3 * * ?', 'every day at 03:00 UTC'],
    ['0 0/15 * * * ?', 'every 15 minutes'],
    ['0 0 12 ? * 2', 'at 12:00 UTC, only on Monday'],
    ['0 0 * * * ?', 'every hour'],
  ])('says %s in words', (expression, words) => {
    expect(scheduleWords(expression)).toBe(words)
  })
})
