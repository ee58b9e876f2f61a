import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeDocument, merge } from './change-document.ts'
import { createMemoryDocumentStore } from './memory-document-store.ts'

const missing = () => new Error('missing')

describe('changeDocument', () => {
  it('loses nothing when many write at once', async () => {
    const store = createMemoryDocumentStore()
    await store.put('i', { id: '1', source: {}, refresh: true })
    const names = Array.from({ length: 40 }, (_, index) => `field${index}`)
    await Promise.all(
      names.map((name) =>
        changeDocument(store, {
          index: 'i',
          id: '1',
          to: (source) => ({ ...source, [name]: 1 }),
          missing,
          refresh: false,
        }),
      ),
    )
    expect(Object.keys((await store.get('i', '1'))?.source ?? {}).toSorted()).toEqual(names.toSorted())
  })

  it('is no change when nothing differs', async () => {
    const store = createMemoryDocumentStore()
    await store.put('i', { id: '1', source: { a: 1 }, refresh: true })
    const change = { index: 'i', id: '1', to: () => ({ a: 1 }), missing, refresh: false }
    expect(await changeDocument(store, change)).toBe('noop')
    expect(await changeDocument(store, { ...change, always: true })).toBe('updated')
  })

  it('gives up, with the conflict, when another writer always comes first', async () => {
    let writing = false
    const store = createMemoryDocumentStore(() => {
      if (writing) return
      writing = true
      void store.put('i', { id: '1', source: { other: Math.random() }, refresh: false })
      writing = false
    })
    await store.put('i', { id: '1', source: {}, refresh: true })
    const change = { index: 'i', id: '1', to: () => ({ mine: 1 }), missing, refresh: false }
    await expect(changeDocument(store, change)).rejects.toMatchObject({ status: 409 })
  })

  it('says what is missing', async () => {
    const change = { index: 'i', id: '1', to: () => ({}), missing, refresh: false }
    await expect(changeDocument(createMemoryDocumentStore(), change)).rejects.toThrow('missing')
  })
})

describe('merge', () => {
  it('merges objects deeply and replaces the rest', () => {
    expect(merge({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2] }, d: null })).toEqual({
      a: { b: 1, c: [2] },
      d: null,
    })
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          const once = merge(a, b)
          expect(merge(once, b)).toEqual(once)
        },
      ),
    )
  })
})
