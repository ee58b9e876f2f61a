import { describe, expect, it } from 'vitest'
import { createCore } from '../create-core.ts'
import { emptyList, isNarrowed } from './empty-list.ts'
import { listColumns } from './list-columns.ts'

describe('emptyList', () => {
  it('tells "nothing is wrong" from "nothing is there" and from "nothing is like that"', () => {
    const well = { items: [], connectors: 3 }
    expect(emptyList('connector.problems', well, false)).toBe('Nothing is wrong: 3 connectors looked at.')
    expect(emptyList('connector.problems', { items: [], connectors: 0 }, false)).toContain('no connector yet')
    expect(emptyList('connector.problems', well, true)).toContain('like that')
    expect(emptyList('audit.verify', { runs: 1, events: 6, items: [] }, false)).toContain(
      '1 run with 6 events',
    )
    expect(emptyList('access.list', { synced: false }, false)).toContain('access control sync')
    expect(emptyList('access.list', { synced: true }, false)).toContain('found nobody')
  })

  it('does not take the end of a list for an empty one', () => {
    expect(isNarrowed({ limit: 50, after: 0, sort: 'name' }, undefined)).toBe(false)
    expect(isNarrowed({ after: '100' }, undefined)).toBe(true)
    expect(isNarrowed({ connector: 'products' }, 'connector')).toBe(false)
    expect(isNarrowed({ query: 'shop' }, undefined)).toBe(true)
  })

  it('has a sentence for every list that people are shown', () => {
    const never = ['cluster.doctor']
    const lists = createCore()
      .operations.map(({ name }) => name)
      .filter((name) => Object.hasOwn(listColumns, name) && !never.includes(name))
    const result = { connectors: 0, runs: 0, events: 0 }
    expect(lists.length).toBeGreaterThan(10)
    expect(lists.filter((name) => emptyList(name, result, false) === undefined)).toEqual([])
  })
})
