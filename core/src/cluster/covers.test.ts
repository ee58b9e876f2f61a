import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers } from './covers.ts'

describe('covers', () => {
  it('lets a found mapping have more fields, and no other ones', () => {
    const wanted = { dynamic: 'false', properties: { a: { type: 'keyword' } } }
    expect(
      covers(
        { ...wanted, _meta: {}, properties: { a: { type: 'keyword', ignore_above: 9 }, b: {} } },
        wanted,
      ),
    ).toBe(true)
    expect(covers({ dynamic: 'true', properties: { a: { type: 'keyword' } } }, wanted)).toBe(false)
    expect(covers({ dynamic: 'false' }, wanted)).toBe(false)
    expect(covers(undefined, wanted)).toBe(false)
  })

  it('takes a boolean for its text, as Elasticsearch gives settings back', () => {
    expect(covers({ hidden: 'true' }, { hidden: true })).toBe(true)
  })

  it('holds for everything and itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(covers(value, value)).toBe(true)
      }),
    )
  })
})
