import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLossless } from '../xcontent/lossless-json.ts'
import { mergeSource } from './merge-source.ts'
import { readSource } from './read-update.ts'

const object = fc.dictionary(fc.string(), fc.jsonValue())

describe('merging a partial document', () => {
  it('merges objects, replaces lists and everything else', () => {
    const merged = mergeSource({ a: { x: 1, y: 2 }, list: [1, 2] }, { a: { y: 3 }, list: [3] })
    expect(merged).toEqual({ merged: { a: { x: 1, y: 3 }, list: [3] }, changed: true })
  })

  it('sees that nothing changes', () => {
    expect(mergeSource({ a: { x: 1 }, b: null }, { a: { x: 1 }, b: null }).changed).toBe(false)
    expect(mergeSource({}, { b: null }).changed).toBe(true)
  })

  it('keeps numbers as they were written', () => {
    const source = readSource('{"id":1234567890123456789,"price":1.0}')
    const partial = readSource('{"price":2.50}')
    expect(JSON.stringify(mergeSource(source, partial).merged)).toBe(
      '{"id":1234567890123456789,"price":2.50}',
    )
    expect(mergeSource(source, readSource('{"price":1.0}')).changed).toBe(false)
  })

  it('takes __proto__ as a field like any other', () => {
    const partial = readSource('{"__proto__":{"polluted":true}}')
    const { merged } = mergeSource({ a: 1 }, partial)
    expect(JSON.stringify(merged)).toBe('{"a":1,"__proto__":{"polluted":true}}')
    expect('polluted' in {}).toBe(false)
  })

  it('changes nothing the second time, whatever the documents', () => {
    fc.assert(
      fc.property(object, object, (source, partial) => {
        const once = mergeSource(source, partial)
        expect(mergeSource(once.merged, partial).changed).toBe(false)
      }),
    )
  })

  it('reads and writes any document without loss', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(JSON.stringify(parseLossless(text)))).toEqual(JSON.parse(text))
      }),
    )
  })
})
