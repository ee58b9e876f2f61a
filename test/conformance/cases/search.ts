import type { estypes } from '@elastic/elasticsearch'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

type Query = estypes.QueryDslQueryContainer

const products: Record<string, object> = {
  desk: {
    title: 'Walnut desk',
    kind: 'desk',
    price: 300,
    tags: ['wood', 'office'],
    sold: false,
    made: '2026-01-05',
  },
  table: {
    title: 'Walnut dining table',
    kind: 'table',
    price: 900.5,
    tags: ['wood'],
    sold: true,
    made: '2026-02-01',
  },
  lamp: {
    title: 'Desk lamp',
    kind: 'lamp',
    price: 45,
    tags: [],
    sold: false,
    made: '2026-03-10',
    maker: { name: 'Ünal' },
  },
  chair: {
    title: 'Office chair, grey',
    kind: 'chair',
    price: 120,
    tags: ['office'],
    made: null,
    maker: { name: 'Oak & Co' },
  },
  rug: { title: 'RUG', kind: 'Rug', price: -1, sold: false },
}

export const searchCases = (cluster: () => ClusterUnderTest) =>
  describe('search', () => {
    let index = ''

    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('products')
      await elastic.indices.create({
        index,
        mappings: {
          properties: {
            title: { type: 'text' },
            kind: { type: 'keyword' },
            price: { type: 'double' },
            tags: { type: 'keyword' },
            sold: { type: 'boolean' },
            made: { type: 'date' },
            hidden: { type: 'keyword', doc_values: true, index: false },
          },
        },
      })
      const operations = Object.entries(products).flatMap(([_id, document]) => [{ index: { _id } }, document])
      expect((await elastic.bulk({ index, refresh: true, operations })).errors).toBe(false)
    })

    const search = (body: estypes.SearchRequest) => cluster().elastic.search({ index, ...body })
    /** Ids in no particular order. */
    const found = async (query: Query) =>
      (await search({ query })).hits.hits.map((hit) => hit._id ?? '').toSorted()
    const all = Object.keys(products).toSorted()

    it.each<[string, Query, string[]]>([
      ['everything', { match_all: {} }, all],
      ['nothing', { match_none: {} }, []],
      ['a keyword', { term: { kind: 'desk' } }, ['desk']],
      ['a keyword in its long form', { term: { kind: { value: 'desk' } } }, ['desk']],
      ['a keyword, minding its case', { term: { kind: 'rug' } }, []],
      ['a keyword, whatever its case', { term: { kind: { value: 'rug', case_insensitive: true } } }, ['rug']],
      ['one of several keywords in a list', { term: { tags: 'office' } }, ['chair', 'desk']],
      ['a number', { term: { price: 300 } }, ['desk']],
      ['a number written as text', { term: { price: '900.5' } }, ['table']],
      ['a boolean', { term: { sold: false } }, ['desk', 'lamp', 'rug']],
      ['a day', { term: { made: '2026-01-05T00:00:00Z' } }, ['desk']],
      ['one word of a text', { term: { title: 'walnut' } }, ['desk', 'table']],
      ['a word of a text as it was written', { term: { title: 'Walnut' } }, []],
      ['several values', { terms: { kind: ['desk', 'lamp', 'none'] } }, ['desk', 'lamp']],
      ['no values', { terms: { kind: [] } }, []],
      ['ids', { ids: { values: ['rug', 'desk', 'missing'] } }, ['desk', 'rug']],
      ['a range of numbers', { range: { price: { gte: 45, lt: 300 } } }, ['chair', 'lamp']],
      ['a range of days', { range: { made: { gt: '2026-01-05', lte: '2026-03-10' } } }, ['lamp', 'table']],
      ['a range of keywords', { range: { kind: { gte: 'chair', lt: 'lamp' } } }, ['chair', 'desk']],
      ['a field that is there', { exists: { field: 'sold' } }, ['desk', 'lamp', 'rug', 'table']],
      ['a list that is not empty', { exists: { field: 'tags' } }, ['chair', 'desk', 'table']],
      ['an object that is there', { exists: { field: 'maker' } }, ['chair', 'lamp']],
      ['a field that nothing has', { exists: { field: 'no.such' } }, []],
      ['a term on a field that nothing has', { term: { 'no.such': 1 } }, []],
      ['an inner field', { term: { 'maker.name.keyword': 'Oak & Co' } }, ['chair']],
      ['a prefix', { prefix: { kind: 'd' } }, ['desk']],
      ['a wildcard', { wildcard: { kind: { value: '*a*' } } }, ['chair', 'lamp', 'table']],
      ['one of the words', { match: { title: 'walnut lamp' } }, ['desk', 'lamp', 'table']],
      ['all of the words', { match: { title: { query: 'walnut DESK', operator: 'and' } } }, ['desk']],
      [
        'two of the words',
        { match: { title: { query: 'walnut desk lamp', minimum_should_match: 2 } } },
        ['desk', 'lamp'],
      ],
      ['words with other letters', { match: { 'maker.name': 'ünal' } }, ['lamp']],
      ['a phrase', { match_phrase: { title: 'dining table' } }, ['table']],
      [
        'words in several fields',
        { multi_match: { query: 'oak grey', fields: ['title', 'maker.name'] } },
        ['chair'],
      ],
      ['a number by match', { match: { price: 45 } }, ['lamp']],
      ['a keyword by match', { match: { kind: 'desk lamp' } }, []],
      ['a constant score', { constant_score: { filter: { term: { kind: 'desk' } } } }, ['desk']],
    ])('finds %s', async (_what, query, expected) => {
      expect(await found(query)).toEqual(expected)
    })

    it.each<[string, estypes.QueryDslBoolQuery, string[]]>([
      [
        'must and must_not',
        { must: { match: { title: 'walnut' } }, must_not: { term: { sold: true } } },
        ['desk'],
      ],
      ['filter', { filter: [{ term: { tags: 'wood' } }, { range: { price: { lt: 500 } } }] }, ['desk']],
      [
        'should alone',
        { should: [{ term: { kind: 'desk' } }, { term: { kind: 'lamp' } }] },
        ['desk', 'lamp'],
      ],
      [
        'should beside filter, which it does not narrow',
        { filter: { term: { sold: false } }, should: { term: { kind: 'desk' } } },
        ['desk', 'lamp', 'rug'],
      ],
      [
        'should with a minimum',
        { filter: { term: { sold: false } }, should: { term: { kind: 'desk' } }, minimum_should_match: 1 },
        ['desk'],
      ],
      ['bool in bool', { must_not: { bool: { must: [{ exists: { field: 'tags' } }] } } }, ['lamp', 'rug']],
      ['nothing', {}, all],
    ])('joins by %s', async (_what, bool, expected) => {
      expect(await found({ bool })).toEqual(expected)
    })

    it('puts better matches first, with falling scores, and none for filters', async () => {
      const { hits } = await search({ query: { match: { title: 'walnut desk' } } })
      expect(hits.hits.map((hit) => hit._id)).toEqual(['desk', 'lamp', 'table'])
      const scores = hits.hits.map((hit) => hit._score ?? 0)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(hits.max_score).toBe(scores[0])
      const filtered = await search({ query: { bool: { filter: { match: { title: 'walnut' } } } } })
      expect(filtered.hits.hits.map((hit) => hit._score)).toEqual([0, 0])
      const everything = await search({ query: { match_all: {} } })
      expect(everything.hits.max_score).toBe(1)
    })

    it('weighs rare words more, and short texts more than long ones', async () => {
      const { elastic, fresh } = cluster()
      const own = fresh('scores')
      const texts = {
        rare: 'oak and walnut',
        common: 'oak and oak and oak',
        long: `walnut ${'filler '.repeat(40)}`,
        short: 'walnut',
      }
      const operations = Object.entries(texts).flatMap(([_id, text]) => [{ index: { _id } }, { text }])
      await elastic.bulk({ index: own, refresh: true, operations })
      const order = async (text: string) =>
        (await elastic.search({ index: own, query: { match: { text } } })).hits.hits.map((hit) => hit._id)
      expect(await order('walnut')).toEqual(['short', 'rare', 'long'])
      expect(await order('oak')).toEqual(['common', 'rare'])
    })

    it('describes each hit', async () => {
      const { took, timed_out, _shards, hits } = await search({ query: { term: { kind: 'desk' } } })
      expect({ timed_out, _shards, total: hits.total }).toEqual({
        timed_out: false,
        _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
        total: { value: 1, relation: 'eq' },
      })
      expect(took).toBeGreaterThanOrEqual(0)
      expect(hits.hits).toEqual([
        { _index: index, _id: 'desk', _score: expect.any(Number), _source: products['desk'] },
      ])
    })

    it('adds sequence numbers and versions when asked', async () => {
      const { hits } = await search({
        query: { term: { kind: 'desk' } },
        seq_no_primary_term: true,
        version: true,
      })
      expect(hits.hits[0]).toMatchObject({ _seq_no: 0, _primary_term: 1, _version: 1 })
    })

    it('shows the parts of the source that were asked for', async () => {
      const source = async (_source: estypes.SearchSourceConfig) =>
        (await search({ query: { ids: { values: ['lamp'] } }, _source })).hits.hits[0]?._source
      expect(await source(['title', 'maker.*'])).toEqual({ title: 'Desk lamp', maker: { name: 'Ünal' } })
      expect(await source({ includes: ['t*'], excludes: ['tags'] })).toEqual({ title: 'Desk lamp' })
      expect(await source('kind')).toEqual({ kind: 'lamp' })
      expect(await source(false)).toBeUndefined()
    })

    it('takes a query in the address', async () => {
      const answer = await cluster().send('GET', `/${index}/_search?size=1&_source=kind&sort=price:desc`)
      expect(answer.body).toMatchObject({ hits: { hits: [{ _id: 'table', _source: { kind: 'table' } }] } })
    })

    it('counts, as much as it is told to', async () => {
      expect((await cluster().elastic.count({ index, query: { term: { sold: false } } })).count).toBe(3)
      expect((await search({ size: 0, track_total_hits: true })).hits.total).toEqual({
        value: 5,
        relation: 'eq',
      })
      expect((await search({ size: 0, track_total_hits: 2 })).hits.total).toEqual({
        value: 2,
        relation: 'gte',
      })
      expect((await search({ size: 0, track_total_hits: false })).hits.total).toBeUndefined()
      expect((await search({ size: 0 })).hits.hits).toEqual([])
    })

    it.each([
      ['a query that it does not know', { query: { no_such_query: {} } }, 'parsing_exception'],
      ['two queries at once', { query: { term: { a: 1 }, match: { a: 1 } } }, 'parsing_exception'],
      [
        'an option that it does not know',
        { query: { term: { kind: { value: 'x', nonsense: 1 } } } },
        'parsing_exception',
      ],
      ['a term of two fields', { query: { term: { a: 1, b: 2 } } }, 'parsing_exception'],
      ['a field of the body that it does not know', { nonsense: 1 }, 'parsing_exception'],
      [
        'a range with an end that it does not know',
        { query: { range: { price: { above: 1 } } } },
        'parsing_exception',
      ],
      ['a number below none', { size: -1 }, 'illegal_argument_exception'],
    ])('refuses %s', async (_what, body, type) => {
      expect(refusalOf(await cluster().send('POST', `/${index}/_search`, { body }))).toMatchObject({
        status: 400,
        type,
      })
    })

    it.each([
      ['text where a number belongs', { query: { term: { price: 'word' } } }],
      ['text where a day belongs', { query: { range: { made: { gte: 'someday' } } } }],
      ['too deep a page', { from: 9_999, size: 2 }],
    ])('refuses %s in the shards', async (_what, body) => {
      expect(refusalOf(await cluster().send('POST', `/${index}/_search`, { body }))).toMatchObject({
        status: 400,
        type: 'search_phase_execution_exception',
      })
    })
  })
