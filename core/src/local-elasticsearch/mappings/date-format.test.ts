import { describe, expect, it } from 'vitest'
import { compileDateFormat, DEFAULT_DATE_FORMAT } from './date-format.ts'

const format = compileDateFormat(DEFAULT_DATE_FORMAT)

describe('the default format of dates', () => {
  it.each([
    '2024-02-29T12:34:56.789Z',
    '2024-01-31T23:59:59.999Z',
    '2024-12-01T00:00:00.000Z',
    '1000-01-01T00:00:00.000Z',
    '0099-03-01T00:00:00.000Z',
  ])('reads %s and writes it the same', (text) => {
    expect(format?.print(format.parse(text) ?? NaN)).toBe(text)
  })

  it.each([
    '2024-02-30T00:00:00.000Z',
    '2024-13-01T00:00:00.000Z',
    '2024-00-01T00:00:00.000Z',
    '2024-01-00T00:00:00.000Z',
    '2024-01-32T00:00:00.000Z',
    '2024-01-01T24:00:00.000Z',
    '2024-01-01T00:60:00.000Z',
    '2024-01-01T00:00:60.000Z',
    '2024-01-01 00:00:00.000Z',
    '2024-01-01T00:00:00,00aZ',
  ])('reads no date in %s', (text) => {
    expect(format?.parse(text)).toBeUndefined()
  })

  it('reads a whole time and its parts alike', () => {
    const whole = Date.UTC(2024, 0, 31, 12)
    for (const text of ['2024-01-31T12:00:00.000Z', '2024-01-31T12:00:00Z', '2024-01-31T12', String(whole)])
      expect(format?.parse(text)).toBe(whole)
  })
})
