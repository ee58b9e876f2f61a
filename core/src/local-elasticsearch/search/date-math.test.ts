import { describe, expect, it } from 'vitest'
import { compileDateFormat, DEFAULT_DATE_FORMAT } from '../mappings/date-format.ts'
import { parseDateMath } from './date-math.ts'

const now = Date.UTC(2024, 2, 31, 10, 20, 30, 400)

const parse = (text: string, roundUp = false): string | undefined => {
  const format = compileDateFormat(DEFAULT_DATE_FORMAT)
  const time = format && parseDateMath(text, format, { now, roundUp, zone: 0 })
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('dates in queries', () => {
  const cases: [string, boolean, string][] = [
    ['now', false, '2024-03-31T10:20:30.400Z'],
    ['now-300s', false, '2024-03-31T10:15:30.400Z'],
    ['now-1M', false, '2024-02-29T10:20:30.400Z'],
    ['now+1y/d', false, '2025-03-31T00:00:00.000Z'],
    ['now/d', true, '2024-03-31T23:59:59.999Z'],
    ['now/w', false, '2024-03-25T00:00:00.000Z'],
    ['2024-02-01||/M', true, '2024-02-29T23:59:59.999Z'],
    ['2024-02-01||+1d/h', false, '2024-02-02T00:00:00.000Z'],
    ['2024-02-01', true, '2024-02-01T23:59:59.999Z'],
    ['2024', true, '2024-01-01T23:59:59.999Z'],
    ['1700000000000', false, '2023-11-14T22:13:20.000Z'],
  ]
  it.each(cases)('%s, rounding up: %s', (text, roundUp, expected) => {
    expect(parse(text, roundUp)).toBe(expected)
  })

  it.each(['now-', 'now-1x', 'yesterday', '2024-13-01', '2024-01-01||junk'])('can not read %s', (text) => {
    expect(parse(text)).toBeUndefined()
  })
})
