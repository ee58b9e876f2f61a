import { describe, expect, it } from 'vitest'
import { filterSource, sourceFilter, sourceFilterOf } from './filter-source.ts'

const source = { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, { y: 3 }], text: 't' }
const filter = (includes: string[], excludes: string[] = []): unknown =>
  filterSource(source, { includes, excludes })

describe('_source filtering', () => {
  it('takes whole objects, single fields and patterns', () => {
    expect(filter(['a'])).toEqual({ a: { b: 1, c: 2 } })
    expect(filter(['a.b', 'text'])).toEqual({ a: { b: 1 }, text: 't' })
    expect(filter(['*.x'])).toEqual({ list: [{ x: 1 }] })
    expect(filter(['nothing'])).toEqual({})
    expect(filter([], ['a', '*.y'])).toEqual({ list: [{ x: 1 }, {}], text: 't' })
    expect(filter(['a.*'], ['a.c'])).toEqual({ a: { b: 1 } })
  })

  it('reads query parameters and bodies', () => {
    expect(sourceFilter({})).toBeUndefined()
    expect(sourceFilter({ _source: 'false' })).toBe(false)
    expect(sourceFilter({ _source: 'a,b', _source_excludes: 'c' })).toEqual({
      includes: ['a', 'b'],
      excludes: ['c'],
    })
    expect(sourceFilterOf(false)).toBe(false)
    expect(sourceFilterOf('a')).toEqual({ includes: ['a'], excludes: [] })
    expect(sourceFilterOf({ includes: ['a'], excludes: 'b' })).toEqual({ includes: ['a'], excludes: ['b'] })
  })
})
