import { describe, expect, it } from 'vitest'
import { findLogProblems } from './find-log-problems.ts'

const event = (n: number, rest: object = {}) => ({
  n,
  version: 1,
  source: {
    event: { type: 'withdrawn' },
    '@timestamp': `2026-11-25T10:00:0${n}.000Z`,
    by: { username: 'ada' },
    ...rest,
  },
})
const problems = (...documents: Parameters<typeof findLogProblems>[1][number][]) =>
  findLogProblems('RUN', documents).map(({ n, kind, problem }) => `${n} ${kind}: ${problem}`)

describe('findLogProblems', () => {
  it('finds nothing in a log as it is written', () => {
    expect(problems(event(1), event(2), event(3))).toEqual([])
  })

  it('finds what was deleted, at the beginning and in the middle', () => {
    expect(problems(event(2), event(5))).toEqual([
      expect.stringContaining('2 finding: event 1 is missing'),
      expect.stringContaining('5 finding: events 3 to 4 are missing'),
    ])
  })

  it('finds what was written over, and what was written anew in an old place', () => {
    expect(problems({ ...event(1), version: 3 })).toEqual(['1 finding: it was written over 2 times'])
    const late = event(1, { '@timestamp': '2026-11-26T00:00:00.000Z' })
    expect(problems(late, event(2))).toEqual([expect.stringContaining('2 finding: its time is before')])
  })

  it('finds a copy of the run or of the number that says something else than the id', () => {
    expect(
      problems(event(1, { run: 'RUN', n: 1 }), event(2, { run: 'OTHER', n: 2 }), event(3, { n: '3' })),
    ).toEqual([
      '2 finding: it says to be an event of another run or number',
      '3 finding: it says to be an event of another run or number',
    ])
  })

  it('finds what carries no stamp, and tells it from what is stamped and no event', () => {
    expect(problems({ n: 1, version: 1, source: { event: { type: 'withdrawn' } } })).toEqual([
      expect.stringContaining('1 finding: it has no stamp'),
    ])
    expect(problems(event(1, { event: { type: 'party' } }))).toEqual(['1 void: it is not an event'])
  })
})
