import { describe, expect, it } from 'vitest'
import { dueDigest } from './due-digest.ts'

const at = (time: string, zone: string, now: string) => {
  const due = dueDigest({ at: time, zone }, new Date(now))
  return due === undefined
    ? undefined
    : [due.due, due.since.toISOString(), due.until.toISOString()].map((iso) => iso.slice(0, 16))
}

describe('dueDigest', () => {
  it('is due at its hour on the clock of its place, about the day before', () => {
    expect(at('08:00', 'UTC', '2026-11-25T07:59:00Z')).toBeUndefined()
    expect(at('08:00', 'UTC', '2026-11-25T08:00:00Z')).toEqual([
      '2026-11-25T08:00',
      '2026-11-24T00:00',
      '2026-11-25T00:00',
    ])
    expect(at('08:00', 'Asia/Tokyo', '2026-11-24T23:30:00Z')).toEqual([
      '2026-11-24T23:00',
      '2026-11-23T15:00',
      '2026-11-24T15:00',
    ])
  })

  it('is sent late rather than not at all, and not in the evening', () => {
    expect(at('08:00', 'UTC', '2026-11-25T13:59:00Z')?.[0]).toBe('2026-11-25T08:00')
    expect(at('08:00', 'UTC', '2026-11-25T14:01:00Z')).toBeUndefined()
  })

  it('knows days of 23 and of 25 hours', () => {
    expect(at('07:30', 'Europe/Berlin', '2026-03-30T06:00:00Z')).toEqual([
      '2026-03-30T05:30',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
    ])
    expect(at('07:30', 'Europe/Berlin', '2026-10-26T07:00:00Z')).toEqual([
      '2026-10-26T06:30',
      '2026-10-24T22:00',
      '2026-10-25T23:00',
    ])
  })
})
