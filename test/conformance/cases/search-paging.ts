import type { estypes } from '@elastic/elasticsearch'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const searchPagingCases = (cluster: () => ClusterUnderTest) =>
  describe('sorting and paging', () => {
    let index = ''

    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('rows')
      await elastic.indices.create({
        index,
        mappings: {
          properties: {
            n: { type: 'integer' },
            group: { type: 'keyword' },
            at: { type: 'date' },
            text: { type: 'text' },
          },
        },
      })
      const operations = Array.from({ length: 25 }, (_, n) => [
        { index: { _id: `id-${n}` } },
        {
          n,
          ...(n % 5 === 0 ? {} : { group: `g${n % 3}` }),
          at: new Date(Date.UTC(2026, 0, 25 - n)).toISOString(),
          text: `row ${n}`,
        },
      ]).flat()
      await elastic.bulk({ index, refresh: true, operations })
    })

    const search = (body: estypes.SearchRequest) =>
      cluster().elastic.search<{ n: number }>({ index, ...body })
    const numbers = async (body: estypes.SearchRequest) =>
      (await search(body)).hits.hits.map((hit) => hit._source?.n)

    it('gives ten when it is not told how many', async () => {
      expect(await numbers({})).toHaveLength(10)
    })

    it('sorts by number and day, up and down', async () => {
      expect(await numbers({ sort: [{ n: 'desc' }], size: 3 })).toEqual([24, 23, 22])
      expect(await numbers({ sort: ['n'], size: 3 })).toEqual([0, 1, 2])
      expect(await numbers({ sort: [{ at: { order: 'asc' } }], size: 3 })).toEqual([24, 23, 22])
    })

    it('sorts by several fields, and puts what is missing last or first', async () => {
      expect(await numbers({ sort: [{ group: 'asc' }, { n: 'desc' }], size: 4 })).toEqual([24, 21, 18, 12])
      expect(await numbers({ sort: [{ group: { order: 'desc' } }, { n: 'asc' }], from: 20 })).toEqual([
        0, 5, 10, 15, 20,
      ])
      expect(
        await numbers({ sort: [{ group: { order: 'asc', missing: '_first' } }, { n: 'asc' }], size: 5 }),
      ).toEqual([0, 5, 10, 15, 20])
    })

    it('shows the values that it sorted by, and no scores', async () => {
      const { hits } = await search({ sort: [{ at: 'desc' }, { n: 'asc' }], size: 1 })
      expect(hits.max_score).toBeNull()
      expect(hits.hits[0]).toMatchObject({ _score: null, sort: [Date.UTC(2026, 0, 25), 0] })
    })

    it('sorts by score and by document order', async () => {
      const { hits } = await search({ query: { match: { text: '7' } }, sort: ['_score'] })
      expect(hits.hits[0]?._score).toBeGreaterThan(0)
      expect(await numbers({ sort: ['_doc'], size: 25 })).toHaveLength(25)
    })

    it('pages with from and size', async () => {
      expect(await numbers({ sort: ['n'], from: 20, size: 10 })).toEqual([20, 21, 22, 23, 24])
      expect(await numbers({ sort: ['n'], from: 30, size: 10 })).toEqual([])
    })

    it('goes on after the last hit', async () => {
      const seen: (number | undefined)[] = []
      let after: estypes.SortResults | undefined
      for (;;) {
        const page = await search({
          size: 4,
          sort: [{ group: 'asc' }, { n: 'asc' }],
          ...(after === undefined ? {} : { search_after: after }),
        })
        const last = page.hits.hits.at(-1)
        if (last?.sort === undefined) break
        seen.push(...page.hits.hits.map((hit) => hit._source?.n))
        after = last.sort
      }
      expect(seen).toHaveLength(25)
      expect(new Set(seen).size).toBe(25)
      expect(seen.slice(-5)).toEqual([0, 5, 10, 15, 20])
    })

    it('sees in a point in time what was there when it was opened', async () => {
      const { elastic, fresh } = cluster()
      const own = fresh('moving')
      const put = (n: number) => elastic.index({ index: own, id: String(n), document: { n }, refresh: true })
      for (const n of [1, 2, 3]) await put(n)
      const { id } = await elastic.openPointInTime({ index: own, keep_alive: '1m' })
      await put(4)
      await elastic.delete({ index: own, id: '1', refresh: true })
      await elastic.index({ index: own, id: '2', document: { n: 20 }, refresh: true })
      const seen: (number | undefined)[] = []
      let after: estypes.SortResults | undefined
      for (;;) {
        const page = await elastic.search<{ n: number }>({
          pit: { id, keep_alive: '1m' },
          size: 2,
          sort: [{ _shard_doc: 'asc' }],
          ...(after === undefined ? {} : { search_after: after }),
        })
        expect(page.pit_id).toEqual(expect.any(String))
        const last = page.hits.hits.at(-1)
        if (last?.sort === undefined) break
        seen.push(...page.hits.hits.map((hit) => hit._source?.n))
        after = last.sort
      }
      expect(new Set(seen)).toEqual(new Set([1, 2, 3]))
      expect(seen).toHaveLength(3)
      expect(await elastic.closePointInTime({ id })).toEqual({ succeeded: true, num_freed: 1 })
      expect(await refusal(elastic.search({ pit: { id } }))).toMatchObject({ status: 404 })
      expect((await elastic.count({ index: own })).count).toBe(3)
    })

    it.each([
      ['search_after without a sort', { search_after: [1] }],
      ['search_after with another number of values', { sort: ['n', 'group'], search_after: [1] }],
      ['search_after together with from', { sort: ['n'], search_after: [1], from: 1 }],
      ['a sort by text', { sort: ['text'] }],
      ['a sort by a field that nothing has', { sort: ['no_such_field'] }],
    ])('refuses %s', async (_what, body) => {
      expect((await cluster().send('POST', `/${index}/_search`, { body })).status).toBe(400)
    })

    it('sorts by a field that nothing has, when told what it would be', async () => {
      expect(
        await numbers({ sort: [{ no_such_field: { unmapped_type: 'keyword' } }, 'n'], size: 2 }),
      ).toEqual([0, 1])
    })

    it('refuses a point in time together with an index, and one that it never gave', async () => {
      const { id } = await cluster().elastic.openPointInTime({ index, keep_alive: '1m' })
      expect(
        refusalOf(await cluster().send('POST', `/${index}/_search`, { body: { pit: { id } } })),
      ).toMatchObject({
        status: 400,
      })
      expect(
        (await cluster().send('POST', '/_search', { body: { pit: { id: 'no point in time' } } })).status,
      ).toBe(400)
      await cluster().elastic.closePointInTime({ id })
    })
  })
