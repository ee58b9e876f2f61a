import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createStore } from './create-store.ts'

const empty = { settings: {}, mappings: {}, aliases: {} }
const open = () => {
  const db = new DatabaseSync(':memory:')
  return { db, store: createStore(db) }
}

describe('the store', () => {
  it('numbers writes one after the other and reads changes in that order', () => {
    const { store } = open()
    const index = store.createIndex({ name: 'a', ...empty })
    store.put(index, 'x', 1, '{"n":1}')
    store.put(index, 'y', 1, '{"n":2}')
    store.put(index, 'x', 2, '{"n":3}')
    store.put(index, 'y', 2, null)
    expect(store.maxSeqNo(index)).toBe(3)
    expect([...store.changes(index, -1)]).toEqual([
      { id: 'x', seqNo: 2, source: '{"n":3}' },
      { id: 'y', seqNo: 3, source: null },
    ])
    expect([...store.documents(index)].map(({ id }) => id)).toEqual(['x'])
    expect(store.document(index, 'y')).toBeUndefined()
    expect(store.current(index, 'y')).toEqual({ seqNo: 3, version: 2, deleted: true })
  })

  it('finds indices behind an alias and forgets deleted ones', () => {
    const { store } = open()
    const index = store.createIndex({ name: 'a', ...empty, aliases: { one: {} } })
    store.createIndex({ name: 'b', ...empty, aliases: { one: {} } })
    expect(store.behindAlias('one').map(({ name }) => name)).toEqual(['a', 'b'])
    store.deleteIndex(index)
    expect(store.behindAlias('one').map(({ name }) => name)).toEqual(['b'])
    expect(store.index('a')).toBeUndefined()
  })

  it('answers concurrent writes after one commit', async () => {
    const { db, store } = open()
    const index = store.createIndex({ name: 'a', ...empty })
    const mark = store.commits.mark()
    store.put(index, 'x', 1, '{}')
    const first = store.commits.committed(mark)
    store.put(index, 'y', 1, '{}')
    expect(db.isTransaction).toBe(true)
    await Promise.all([first, store.commits.committed(mark)])
    expect(db.isTransaction).toBe(false)
  })

  it('leaves nothing half-done when the disk is full, and goes on when there is room again', async () => {
    const { db, store } = open()
    const index = store.createIndex({ name: 'a', ...empty })
    store.put(index, 'kept', 1, '{}')
    await store.commits.committed(store.commits.mark())
    db.exec('PRAGMA max_page_count = 40')
    const mark = store.commits.mark()
    const big = JSON.stringify({ text: 'x'.repeat(50_000) })
    const fill = (): void => {
      for (let at = 0; at < 100; at++) store.put(index, `lost-${at}`, 1, big)
    }
    expect(fill).toThrow(/full/)
    store.commits.fail(new Error('database or disk is full'))
    await expect(store.commits.committed(mark)).rejects.toThrow(/full/)
    const again = store.index('a') ?? index
    expect([...store.documents(again)].map(({ id }) => id)).toEqual(['kept'])
    db.exec('PRAGMA max_page_count = 100000')
    const later = store.commits.mark()
    expect(store.put(again, 'after', 1, '{}')).toBe(1)
    await store.commits.committed(later)
    expect(store.document(again, 'after')?.seqNo).toBe(1)
  })
})
