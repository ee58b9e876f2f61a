import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin, nextOpening } from './next-opening.ts'
import type { PolicyHours } from './policy-hours.ts'

const next = (from: string, ...hours: PolicyHours[]) => nextOpening(hours, new Date(from))?.toISOString()
const night: PolicyHours = { zone: 'Europe/Berlin', from: '22:00', to: '04:00' }

describe('nextOpening', () => {
  it('is now within the hours, else when they begin on the clock of their place', () => {
    expect(next('2026-11-25T12:00:00Z', night)).toBe('2026-11-25T21:00:00.000Z')
    expect(next('2026-11-25T23:30:00Z', night)).toBe('2026-11-25T23:30:00.000Z')
    expect(next('2026-07-22T12:00:00Z', night)).toBe('2026-07-22T20:00:00.000Z')
    // Wednesday; on Saturdays only, and outside of what is named.
    expect(next('2026-11-25T12:00:00Z', { ...night, days: ['sat'] })).toBe('2026-11-28T21:00:00.000Z')
    const office: PolicyHours = { zone: 'UTC', from: '09:00', to: '17:00', outside: true }
    expect(next('2026-11-25T12:00:00Z', office)).toBe('2026-11-25T17:00:00.000Z')
  })

  it('is within all of several hours, and never where they have no moment together', () => {
    const early: PolicyHours = { zone: 'UTC', from: '02:00', to: '09:00' }
    expect(next('2026-11-25T12:00:00Z', night, early)).toBe('2026-11-26T02:00:00.000Z')
    expect(next('2026-11-25T12:00:00Z', night, { zone: 'UTC', from: '09:00', to: '17:00' })).toBeUndefined()
  })

  it('is the first minute that lies within them, whatever they are', () => {
    const time = fc.constantFrom('00:00', '02:30', '03:00', '09:15', '22:00')
    const hours: fc.Arbitrary<PolicyHours> = fc.record({
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
      from: time,
      to: time,
      days: fc.constantFrom(
        ['mon' as const],
        ['fri' as const, 'sat' as const],
        ['wed' as const, 'sun' as const],
      ),
      outside: fc.boolean(),
    })
    // Among others around the nights in which clocks are put forward and back.
    const from = fc
      .tuple(
        fc.constantFrom('2026-03-27T11:00:00Z', '2026-10-23T11:00:00Z', '2026-06-05T11:00:00Z'),
        fc.nat(3000),
      )
      .map(([day, minutes]) => new Date(Date.parse(day) + minutes * 60_000))
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 2 }), from, (all, begin) => {
        const week = Array.from({ length: 7 * 24 * 60 }, (_, at) => new Date(begin.getTime() + at * 60_000))
        const first = week.find((at) => isWithin(all, at))
        const found = nextOpening(all, begin)
        const isLater = found !== undefined && found.getTime() >= begin.getTime() + 7 * 86_400_000
        expect(isLater ? undefined : found).toEqual(first)
      }),
      { numRuns: 40 },
    )
  })
})
