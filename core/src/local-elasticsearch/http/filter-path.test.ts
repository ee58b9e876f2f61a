import { describe, expect, it } from 'vitest'
import { filterPath } from './filter-path.ts'

const answer = {
  took: 3,
  errors: true,
  items: [{ index: { _id: '1', status: 201 } }, { index: { _id: '2', error: { type: 'x' } } }],
}

describe('filter_path', () => {
  it.each([
    ['took', { took: 3 }],
    ['items.*.error', { items: [{ index: { error: { type: 'x' } } }] }],
    ['items.index._id,took', { took: 3, items: [{ index: { _id: '1' } }, { index: { _id: '2' } }] }],
    ['**.type', { items: [{ index: { error: { type: 'x' } } }] }],
    ['err*', { errors: true }],
    ['-items', { took: 3, errors: true }],
    ['items,-items.*._id', { items: [{ index: { status: 201 } }, { index: { error: { type: 'x' } } }] }],
    ['nothing.here', {}],
  ])('%s', (filter, expected) => {
    expect(filterPath(answer, filter)).toEqual(expected)
  })

  it('takes hostile names as data', () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1},"b":2}')
    expect(JSON.stringify(filterPath(value, '__proto__.a'))).toBe('{"__proto__":{"a":1}}')
    expect(JSON.stringify(filterPath(value, '-b'))).toBe('{"__proto__":{"a":1}}')
  })
})
