import { describe, expect, it } from 'vitest'
import { sayCron } from './say-cron.ts'

const now = new Date('2026-03-01T10:00:00Z')

describe('sayCron', () => {
  it('says a schedule in words, and when it comes next', () => {
    expect(sayCron('0 0 3 * * ?', now)).toEqual({
      words: 'every day at 03:00 UTC',
      next: 'next 2026-03-02 03:00 UTC',
    })
  })

  it.each(['', 'every night', '0 0 3 * * *', '0 0 3 1 1 ? 2020'])('says why %j is none', (cron) => {
    expect(sayCron(cron, now)).toHaveProperty('problem')
  })
})
