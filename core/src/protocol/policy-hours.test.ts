import { describe, expect, it } from 'vitest'
import { holdsAt, type PolicyHours, policyHoursSchema } from './policy-hours.ts'

const office: PolicyHours = {
  zone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
}
const at = (iso: string, hours = office) => holdsAt(hours, new Date(iso))

describe('holdsAt', () => {
  it('goes by the clock of the zone, in summer and in winter', () => {
    // Wednesday; Berlin is UTC+1 in November and UTC+2 in July.
    expect(at('2026-11-25T08:00:00Z')).toBe(true)
    expect(at('2026-11-25T07:59:00Z')).toBe(false)
    expect(at('2026-11-25T15:59:59Z')).toBe(true)
    expect(at('2026-11-25T16:00:00Z')).toBe(false)
    expect(at('2026-07-22T07:00:00Z')).toBe(true)
  })

  it('knows the days', () => {
    expect(at('2026-11-28T12:00:00Z')).toBe(false)
    expect(at('2026-11-28T12:00:00Z', { ...office, outside: true })).toBe(true)
    expect(at('2026-11-25T12:00:00Z', { ...office, outside: true })).toBe(false)
  })

  it('goes over midnight, counted to the day on which it began', () => {
    const night: PolicyHours = { zone: 'UTC', days: ['fri'], from: '22:00', to: '04:00' }
    expect(at('2026-11-27T23:00:00Z', night)).toBe(true)
    expect(at('2026-11-28T03:59:00Z', night)).toBe(true)
    expect(at('2026-11-28T04:00:00Z', night)).toBe(false)
    expect(at('2026-11-27T03:00:00Z', night)).toBe(false)
  })

  it('is refused for a zone that does not exist, and a time that is none', () => {
    expect(policyHoursSchema.safeParse({ ...office, zone: 'Mars/Olympus' }).success).toBe(false)
    expect(policyHoursSchema.safeParse({ ...office, from: '25:00' }).success).toBe(false)
    expect(policyHoursSchema.safeParse(office).success).toBe(true)
  })
})
