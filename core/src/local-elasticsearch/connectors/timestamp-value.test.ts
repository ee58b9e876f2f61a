import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../xcontent/parse-json.ts'
import { timestampValue } from './timestamp-value.ts'

const read = (text: string) => timestampValue.read(parseJson(JSON.stringify(text)))

describe('timestampValue', () => {
  it.each([
    ['2023-05-25T12:30:00.000Z', '2023-05-25T12:30:00.000Z'],
    ['2023-05-25T12:30:00.567149Z', '2023-05-25T12:30:00.567149Z'],
    ['2023-05-25T12:30:00Z', '2023-05-25T12:30:00.000Z'],
    ['2023-05-25T14:30:00+02:00', '2023-05-25T12:30:00.000Z'],
    ['2023-05-25', '2023-05-25T00:00:00.000Z'],
    ['1685017800000', '2023-05-25T12:30:00.000Z'],
  ])('reads %s as %s', (text, time) => {
    expect(read(text)).toBe(time)
  })

  it.each(['yesterday', '2023-02-31', '2023-13-01', '25.05.2023', ''])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(`failed to parse date field [${text}] with format`)
  })

  it('gives back what Elasticsearch itself writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(read(date.toISOString())).toBe(date.toISOString())
      }),
    )
  })
})
