import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findInJson, pathSteps } from './find-in-json.ts'

describe('findInJson', () => {
  it('finds every value where JSON.parse has it', () => {
    const walk = (text: string, value: unknown, steps: string[]): void => {
      const found = findInJson(text, steps)
      expect(JSON.parse(found ?? 'not found')).toEqual(value)
      if (typeof value !== 'object' || value === null) return
      for (const [name, item] of Object.entries(value)) walk(text, item, [...steps, name])
    }
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (json, indent) => {
        const value: unknown = JSON.parse(json)
        walk(JSON.stringify(value, null, indent), value, [])
      }),
    )
  })

  it('finds nothing in what is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        findInJson(text, ['a', '0'])
        expect(findInJson(`{"b": 1, ${text}`, ['b'])).toBe('1')
      }),
    )
    expect(findInJson('{"a": "cut', ['a'])).toBeUndefined()
    expect(findInJson('<html>', ['a'])).toBeUndefined()
    expect(findInJson('', [])).toBeUndefined()
  })

  it('reads paths with dots and brackets', () => {
    expect(pathSteps('$.a[0].b')).toEqual(['a', '0', 'b'])
    expect(pathSteps('a.0[1]')).toEqual(['a', '0', '1'])
  })
})
