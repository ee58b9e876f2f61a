import { describe, expect, it } from 'vitest'
import { nextRuns, parseSchedule } from './schedule.ts'
import { cronFromWords } from './schedule-from-words.ts'
import { gapOf, staggeredSchedules } from './staggered-schedules.ts'

const stagger = (words: string, count: number, within: number) =>
  staggeredSchedules(cronFromWords(words), { count, within })

describe('schedules that are staggered', () => {
  it.each([
    [
      { words: 'day at 2', count: 4, within: 120 },
      ['0 0 2 * * ?', '0 30 2 * * ?', '0 0 3 * * ?', '0 30 3 * * ?'],
    ],
    [{ words: 'day at 23:30', count: 2, within: 120 }, ['0 30 23 * * ?', '0 30 0 * * ?']],
    [{ words: 'day at 6:30 and 18:30', count: 2, within: 120 }, ['0 30 6,18 * * ?', '0 30 7,19 * * ?']],
    [
      { words: '6 hours', count: 3, within: 180 },
      ['0 0 0,6,12,18 * * ?', '0 0 1,7,13,19 * * ?', '0 0 2,8,14,20 * * ?'],
    ],
    [{ words: 'hour', count: 3, within: 60 }, ['0 0 * * * ?', '0 20 * * * ?', '0 40 * * * ?']],
    [
      { words: '15 minutes', count: 3, within: 15 },
      ['0 0,15,30,45 * * * ?', '0 5,20,35,50 * * * ?', '0 10,25,40,55 * * * ?'],
    ],
    [{ words: 'weekdays at 6', count: 2, within: 60 }, ['0 0 6 ? * MON-FRI', '0 30 6 ? * MON-FRI']],
    [{ words: 'month on the 1st at 3', count: 3, within: 2 }, ['0 0 3 1 * ?', '0 0 3 1 * ?', '0 1 3 1 * ?']],
  ])('%j', ({ words, count, within }, expected) => {
    expect(stagger(words, count, within)).toEqual(expected)
  })

  it('never begin on a day that was not meant', () => {
    expect(stagger('friday at 23:30', 2, 60)).toBeUndefined()
    expect(stagger('friday at 23:30', 2, 58)).toEqual(['0 30 23 ? * FRI', '0 59 23 ? * FRI'])
  })

  it.each([
    ['day at 2', 1440],
    ['day at 6:30 and 18:30', 720],
    ['day at 2 and 3', 60],
    ['6 hours', 360],
    ['hour', 60],
    ['15 minutes', 15],
    ['minute', 1],
  ])('%s leaves %i minutes until it comes again', (words, gap) => {
    expect(gapOf(cronFromWords(words))).toBe(gap)
  })

  it('come as often as the one that they were made of, and nowhere two at once, whatever the hour', () => {
    const midnight = new Date('2026-03-01T00:00:00Z')
    for (const words of ['day at 21:45', '8 hours at :50', '20 minutes']) {
      const within = gapOf(cronFromWords(words))
      const schedules = stagger(words, Math.min(within, 12), within) ?? []
      const begins = schedules.map((one) =>
        nextRuns(parseSchedule(one), midnight, 250).filter(
          (at) => at.getTime() - midnight.getTime() < 3 * 86_400_000,
        ),
      )
      const often = begins.map(({ length }) => length)
      expect(Math.max(...often) - Math.min(...often)).toBeLessThanOrEqual(1)
      const times = begins.flat().map((at) => at.getTime())
      expect(new Set(times).size).toBe(times.length)
    }
  })
})
