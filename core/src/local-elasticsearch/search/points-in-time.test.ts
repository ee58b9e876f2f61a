import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SearchHarness } from './search-harness.ts'

const answer = z.object({
  pit_id: z.string().optional(),
  _scroll_id: z.string().optional(),
  hits: z.object({
    total: z.object({ value: z.number() }).optional(),
    hits: z.array(
      z.object({
        _id: z.string(),
        _source: z.record(z.string(), z.unknown()).optional(),
        sort: z.array(z.unknown()).optional(),
      }),
    ),
  }),
})

let harness: SearchHarness

const openPit = async (keepAlive = '1m'): Promise<string> => {
  const { body } = await harness.call('POST', `/items/_pit?keep_alive=${keepAlive}`)
  return z.object({ id: z.string() }).parse(body).id
}

const searchPit = async (id: string, more: object = {}) => {
  const { body } = await harness.call('POST', '/_search', {
    body: { pit: { id }, sort: ['_shard_doc'], ...more },
  })
  return answer.parse(body).hits.hits
}

beforeEach(() => {
  harness = new SearchHarness()
  for (let n = 0; n < 5; n++) harness.store.put('items', `i${n}`, { n, name: `item ${n}` })
})

describe('a point in time', () => {
  it('does not see what is written, changed or deleted later', async () => {
    const id = await openPit()
    harness.store.put('items', 'i1', { n: 100, name: 'changed' })
    harness.store.delete('items', 'i2')
    harness.store.put('items', 'new', { n: 7 })
    harness.store.put('items', 'i1', { n: 200, name: 'changed again' })
    expect((await searchPit(id)).map((hit) => [hit._id, hit._source?.['n']])).toEqual(
      [0, 1, 2, 3, 4].map((n) => [`i${n}`, n]),
    )
    expect(await searchPit(id, { query: { match: { name: 'changed' } } })).toEqual([])
    expect((await searchPit(id, { query: { term: { n: 1 } } })).map((hit) => hit._id)).toEqual(['i1'])
  })

  it('sees the same after a first look as before it', async () => {
    const id = await openPit()
    const before = await searchPit(id)
    harness.store.put('items', 'i3', { n: 300 })
    expect(await searchPit(id)).toEqual(before)
  })

  it('is apart from another one that was opened later', async () => {
    const early = await openPit()
    harness.store.put('items', 'i0', { n: 10 })
    const late = await openPit()
    harness.store.put('items', 'i0', { n: 20 })
    const values = async (id: string) =>
      (await searchPit(id, { query: { ids: { values: ['i0'] } } })).map((hit) => hit._source?.['n'])
    expect([await values(early), await values(late)]).toEqual([[0], [10]])
    await harness.call('DELETE', '/_pit', { body: { id: early } })
    expect(await values(late)).toEqual([10])
  })

  it('is read page by page without gaps or doubles while others write', async () => {
    for (let n = 5; n < 50; n++) harness.store.put('items', `i${n}`, { n })
    const id = await openPit()
    const seen: string[] = []
    let after: unknown[] | undefined
    for (;;) {
      const hits = await searchPit(id, { size: 7, ...(after ? { search_after: after } : {}) })
      if (hits.length === 0) break
      seen.push(...hits.map((hit) => hit._id))
      after = hits.at(-1)?.sort
      harness.store.put('items', `i${seen.length}`, { n: -1 })
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => `i${n}`))
  })

  it('breaks ties of a sort by the place of the document', async () => {
    const id = await openPit()
    const hits = await searchPit(id, { sort: [{ missing: { unmapped_type: 'long' } }], size: 2 })
    expect(hits.map((hit) => hit.sort?.at(-1))).toEqual([0, 1])
  })

  it('ends when it is closed, when its time is over, and with its index', async () => {
    const closed = await openPit()
    expect(await harness.call('DELETE', '/_pit', { body: { id: closed } })).toEqual({
      status: 200,
      body: { succeeded: true, num_freed: 1 },
    })
    expect(await harness.call('DELETE', '/_pit', { body: { id: closed } })).toEqual({
      status: 404,
      body: { succeeded: false, num_freed: 0 },
    })
    const expired = await openPit('10s')
    harness.now += 11_000
    const orphaned = await openPit()
    harness.store.drop('items')
    for (const id of [closed, expired, orphaned]) {
      expect(await harness.call('POST', '/_search', { body: { pit: { id } } })).toMatchObject({
        status: 404,
        body: { error: { root_cause: [{ type: 'search_context_missing_exception' }] } },
      })
    }
  })

  it('is kept for longer by each use', async () => {
    const id = await openPit('10s')
    for (let use = 0; use < 3; use++) {
      harness.now += 8000
      expect(await searchPit(id)).toHaveLength(5)
    }
  })

  it('has an id that nothing else looks like', async () => {
    expect(await harness.call('POST', '/_search', { body: { pit: { id: 'never' } } })).toMatchObject({
      status: 400,
    })
    expect(await harness.call('DELETE', '/_pit', { body: { id: 'never' } })).toMatchObject({ status: 400 })
  })

  it('belongs to who opened it', async () => {
    const id = await openPit()
    expect(
      (await harness.call('POST', '/_search', { body: { pit: { id } }, username: 'grace' })).status,
    ).toBe(404)
    expect((await harness.call('DELETE', '/_pit', { body: { id }, username: 'grace' })).status).toBe(404)
  })

  it('is refused when too many are open or the time is too long', async () => {
    expect(await harness.call('POST', '/items/_pit')).toMatchObject({ status: 400 })
    expect(await harness.call('POST', '/items/_pit?keep_alive=2d')).toMatchObject({ status: 400 })
    for (let n = 0; n < 500; n++) await openPit()
    expect(await harness.call('POST', '/items/_pit?keep_alive=1m')).toMatchObject({ status: 429 })
  })
})

describe('a scroll', () => {
  const page = async (path: string, body: object) =>
    answer.parse((await harness.call('POST', path, { body })).body)

  it('hands out all hits in order, as they were at the beginning', async () => {
    const first = await page('/items/_search?scroll=1m', { size: 2, sort: [{ n: 'desc' }] })
    harness.store.delete('items', 'i1')
    const second = await page('/_search/scroll', { scroll: '1m', scroll_id: first._scroll_id })
    const third = await page('/_search/scroll', { scroll: '1m', scroll_id: first._scroll_id })
    const fourth = await page('/_search/scroll', { scroll: '1m', scroll_id: first._scroll_id })
    expect([first, second, third, fourth].map(({ hits }) => hits.hits.map((hit) => hit._id))).toEqual([
      ['i4', 'i3'],
      ['i2', 'i1'],
      ['i0'],
      [],
    ])
    expect(third.hits.total).toEqual({ value: 5 })
  })

  it('ends when it is cleared', async () => {
    const { _scroll_id: id } = await page('/items/_search?scroll=1m', {})
    expect(await harness.call('DELETE', '/_search/scroll', { body: { scroll_id: [id] } })).toEqual({
      status: 200,
      body: { succeeded: true, num_freed: 1 },
    })
    expect(await harness.call('POST', '/_search/scroll', { body: { scroll_id: id } })).toMatchObject({
      status: 404,
    })
    expect(await harness.call('DELETE', '/_search/scroll', { body: { scroll_id: [id] } })).toEqual({
      status: 404,
      body: { succeeded: true, num_freed: 0 },
    })
  })
})
