import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createStore } from '../store/create-store.ts'
import type { StoreQuery } from './document-store.ts'
import { storeDocuments } from './store-documents.ts'

const name = '.elastic-connectors-v1'
const all: StoreQuery = {
  terms: [],
  sort: { field: 'index_name', order: 'asc', missing: '_last' },
  from: 0,
  size: 100,
}
const open = () => {
  const store = createStore(new DatabaseSync(':memory:'))
  return { store, documents: storeDocuments(store) }
}

describe('the document store of the Connector APIs', () => {
  it('makes its index with alias and mappings on the first write', async () => {
    const { store, documents } = open()
    expect(await documents.exists(name)).toBe(false)
    expect(await documents.get(name, 'c')).toBeUndefined()
    const { id, result } = await documents.put(name, { source: { name: 'a' }, refresh: true })
    expect([id.length, result]).toEqual([20, 'created'])
    expect(store.behindAlias('.elastic-connectors').map((index) => index.name)).toEqual([name])
    expect(store.index(name)).toMatchObject({
      settings: { 'index.hidden': 'true' },
      mappings: { dynamic: 'false' },
    })
    expect(await documents.get(name, id)).toEqual({ id, source: { name: 'a' }, seqNo: 0, primaryTerm: 1 })
  })

  it('writes under a condition and deletes once', async () => {
    const { documents } = open()
    await documents.put(name, { id: 'c', source: { n: 1 }, refresh: true })
    const condition = { seqNo: 0, primaryTerm: 1 }
    expect(await documents.put(name, { id: 'c', source: { n: 2 }, if: condition, refresh: true })).toEqual({
      id: 'c',
      result: 'updated',
    })
    await expect(
      documents.put(name, { id: 'c', source: {}, if: condition, refresh: true }),
    ).rejects.toMatchObject({
      status: 409,
      type: 'version_conflict_engine_exception',
    })
    expect([await documents.delete(name, 'c'), await documents.delete(name, 'c')]).toEqual([true, false])
  })

  it('finds by terms, words and parts, sorted and paged, following changes', async () => {
    const { documents } = open()
    const put = (id: string, source: Record<string, unknown>) =>
      documents.put(name, { id, source, refresh: true })
    await put('1', { index_name: 'b', service_type: 'mongodb', description: 'The Main wiki' })
    await put('2', { index_name: 'a', service_type: 'postgresql', deleted: true })
    await put('3', { service_type: 'mongodb', connector: { id: 'x' } })
    const ids = async (query: Partial<StoreQuery>): Promise<string[]> =>
      (await documents.search(name, { ...all, ...query })).documents.map(({ id }) => id)
    expect(await ids({})).toEqual(['2', '1', '3'])
    expect(await ids({ sort: { field: 'index_name', order: 'desc', missing: '_first' } })).toEqual([
      '3',
      '1',
      '2',
    ])
    expect(await ids({ terms: [{ field: 'service_type', values: ['mongodb'] }] })).toEqual(['1', '3'])
    expect(await ids({ terms: [{ field: 'connector.id', values: ['x'] }] })).toEqual(['3'])
    expect(await ids({ not: [{ field: 'deleted', value: true }] })).toEqual(['1', '3'])
    expect(await ids({ like: { text: 'mai', keyword: ['index_name'], words: ['description'] } })).toEqual([
      '1',
    ])
    expect(await documents.search(name, { ...all, from: 1, size: 1 })).toMatchObject({
      total: 3,
      documents: [{ id: '1' }],
    })
    await put('1', { index_name: 'z', service_type: 'mongodb' })
    await documents.delete(name, '2')
    expect(await ids({})).toEqual(['1', '3'])
  })
})
