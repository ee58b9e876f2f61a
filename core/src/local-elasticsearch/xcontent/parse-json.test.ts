import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainValue } from './json-node.ts'
import { ParseException } from './parse-exception.ts'
import { parseJson } from './parse-json.ts'

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
        const value: unknown = JSON.parse(text)
        expect(plainValue(parseJson(JSON.stringify(value, null, indent)))).toEqual(value)
      }),
    )
  })

  it('refuses every list that is cut short', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const list = `[${text}]`
        const cut = list.slice(0, at % list.length)
        expect(() => plainValue(parseJson(cut))).toThrow(ParseException)
      }),
    )
  })

  it('knows where values stand', () => {
    const node = parseJson('{\n  "a": [1, true]\n}')
    if (node.kind !== 'object') throw new Error('not an object')
    expect(node.at).toEqual({ line: 1, column: 1 })
    expect(node.end).toEqual({ line: 3, column: 1 })
    expect(node.entries[0]).toMatchObject({
      name: 'a',
      at: { line: 2, column: 3 },
      value: { at: { line: 2, column: 8 } },
    })
  })

  it('keeps what stands before a break', () => {
    const node = parseJson('{"a":1,"b":"cut')
    expect(node).toMatchObject({
      kind: 'object',
      entries: [{ name: 'a' }, { name: 'b', value: { kind: 'cut-off' } }],
    })
    expect(() => plainValue(node)).toThrow('[1:16] Unexpected end of file')
  })

  it('refuses to follow endless nesting', () => {
    expect(() => plainValue(parseJson('['.repeat(100_000)))).toThrow('nested deeper than 1000 levels')
  })
})
