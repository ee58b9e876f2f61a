import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from './parse-document.ts'

describe('reading a document', () => {
  it('refuses a field that stands there twice, by its place', () => {
    expect(() => parseDocument('{"a":1,"a":2}')).toThrow("[1:6] failed to parse: [1:11] Duplicate field 'a'")
    expect(() => parseDocument('{"x":[{"b" :1,"b" :2}]}')).toThrow(/Duplicate field 'b'/)
    expect(parseDocument('{"a":{"x":1},"b":{"x":1},"c":"\\":\\":"}')).toMatchObject({ c: '":":' })
  })

  it('refuses what is no object and what is no JSON', () => {
    expect(() => parseDocument('[]')).toThrow('Malformed content, must start with an object')
    expect(() => parseDocument('{bad')).toThrow(
      /^\[1:1\] failed to parse: \[1:2\] Unexpected character \('b'/,
    )
    expect(() => parseDocument('{')).toThrow('[1:1] failed to parse: [1:2] Unexpected end of file')
  })

  it('reads every object that JSON can write, indented or not', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(parseDocument(text)).toEqual(JSON.parse(text))
      }),
    )
  })
})
