import { describe, expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { Pace } from './pace.ts'

describe('Pace', () => {
  it('halves the requests where there is no room, and adds one when as many were taken', () => {
    const pace = new Pace(manualClock(), 4)
    const after = (...what: ('taken' | 'refused')[]): number => {
      for (const one of what) pace[one]()
      return pace.requests
    }
    expect(after('refused')).toBe(2)
    expect(after('refused', 'refused')).toBe(1)
    expect(after('taken')).toBe(2)
    expect(after('taken')).toBe(2)
    expect(after('taken')).toBe(3)
    expect(after('taken', 'taken', 'taken')).toBe(4)
    expect(after('taken', 'taken', 'taken', 'taken', 'taken')).toBe(4)
  })
})
