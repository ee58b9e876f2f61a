import { describe, expect, it } from 'vitest'
import { compileSourceFilter } from './source-filter.ts'

const SOURCE = { a: { b: 1, c: { d: 2 } }, list: [{ x: 1, y: 2 }, { y: 3 }, 5], name: 'n', 'dotted.key': 1 }

describe('source filtering', () => {
  const cases: [string[], string[], unknown][] = [
    [['a.b'], [], { a: { b: 1 } }],
    [['a'], [], { a: SOURCE.a }],
    [['a.*'], ['a.c'], { a: { b: 1 } }],
    [['*.d'], [], { a: { c: { d: 2 } } }],
    [['list.x'], [], { list: [{ x: 1 }] }],
    [['na*', 'dotted.key'], [], { name: 'n', 'dotted.key': 1 }],
    [[], ['a', 'list.y'], { list: [{ x: 1 }, {}, 5], name: 'n', 'dotted.key': 1 }],
    [[], ['a.*', 'list'], { a: {}, name: 'n', 'dotted.key': 1 }],
    [['nothing'], [], {}],
  ]
  it.each(cases)('includes %j, excludes %j', (includes, excludes, expected) => {
    expect(compileSourceFilter({ includes, excludes })(SOURCE)).toEqual(expected)
  })
})
