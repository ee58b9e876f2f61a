import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

const documents = [
  { k: 'a', n: 1, d: '2024-01-01T10:00:00Z', t: 'oak' },
  { k: 'a', n: 12.5, d: '2024-01-03T10:00:00Z', t: 'oak oak' },
  { k: 'b', n: [5, 30], t: 'oak desk' },
  { k: 'c', t: 'desk' },
]

export const rangesAndTopHitsCases = (cluster: () => ClusterUnderTest) => {
  describe('ranges, the documents of buckets, and buckets without any', () => {
    let index: string
    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('hits')
      const properties = {
        k: { type: 'keyword' },
        n: { type: 'double' },
        d: { type: 'date' },
        t: { type: 'text' },
      } as const
      await elastic.indices.create({ index, settings: { number_of_shards: 1 }, mappings: { properties } })
      const operations = documents.flatMap((document, at) => [{ index: { _id: String(at) } }, document])
      await elastic.bulk({ index, refresh: true, operations })
    })
    const ask = (aggs: unknown, more: object = {}) =>
      cluster().send('POST', `/${index}/_search?size=0&filter_path=aggregations,error,status`, {
        body: { aggs, ...more },
      })
    const answer = async (aggs: unknown, more: object = {}) => (await ask(aggs, more)).body

    it('put numbers and dates into ranges', async () => {
      const ranges = [{ from: 10 }, { to: 10 }, { key: 'some', from: 5, to: 12.5 }, { from: 1e7, to: 1e10 }]
      expect(
        await answer({
          listed: { range: { field: 'n', ranges }, aggs: { k: { value_count: { field: 'k' } } } },
          keyed: { range: { field: 'n', keyed: true, ranges: [{ to: 2 }, {}], missing: 0 } },
          dates: { range: { field: 'd', ranges: [{ to: 1_704_200_000_000 }] } },
          none: { range: { field: 'none', ranges: [{ from: 1 }] } },
        }),
      ).toEqual({
        aggregations: {
          listed: {
            buckets: [
              { key: '*-10.0', to: 10, doc_count: 2, k: { value: 2 } },
              { key: 'some', from: 5, to: 12.5, doc_count: 1, k: { value: 1 } },
              { key: '10.0-*', from: 10, doc_count: 2, k: { value: 2 } },
              { key: '1.0E7-1.0E10', from: 1e7, to: 1e10, doc_count: 0, k: { value: 0 } },
            ],
          },
          keyed: { buckets: { '*-2.0': { to: 2, doc_count: 2 }, '*-*': { doc_count: 4 } } },
          dates: {
            buckets: [
              {
                key: '*-2024-01-02T12:53:20.000Z',
                to: 1_704_200_000_000,
                to_as_string: '2024-01-02T12:53:20.000Z',
                doc_count: 1,
              },
            ],
          },
          none: { buckets: [{ key: '1.0-*', from: 1, doc_count: 0 }] },
        },
      })
    })

    it('show values that no match has, when asked to', async () => {
      const query = { range: { n: { lt: 2 } } }
      const aggs = { best: { max: { field: 'n' } } }
      expect(await answer({ k: { terms: { field: 'k', min_doc_count: 0 }, aggs } }, { query })).toMatchObject(
        {
          aggregations: {
            k: {
              buckets: [
                { key: 'a', doc_count: 1, best: { value: 1 } },
                { key: 'b', doc_count: 0, best: { value: null } },
                { key: 'c', doc_count: 0, best: { value: null } },
              ],
            },
          },
        },
      )
    })

    it('show nothing of what a role may not see', async () => {
      const query = JSON.stringify({ term: { k: 'a' } })
      const field_security = { grant: ['k', 'n'] }
      const indices = [{ names: [index], privileges: ['read' as const], query, field_security }]
      const { es } = await cluster().user({ indices })
      const { aggregations } = await es.search({
        index,
        size: 0,
        query: { range: { n: { lt: 2 } } },
        aggs: { k: { terms: { field: 'k', min_doc_count: 0 } }, hits: { top_hits: {} } },
      })
      expect(aggregations).toMatchObject({
        k: { buckets: [{ key: 'a', doc_count: 1 }] },
        hits: { hits: { total: { value: 1 }, hits: [{ _id: '0' }] } },
      })
      expect(JSON.stringify(aggregations)).toContain('"_source":{"k":"a","n":1}')
    })

    it('show the first documents of each bucket', async () => {
      const last = { top_hits: { size: 1, sort: [{ n: 'desc' }], _source: { includes: ['n'] } } }
      const hit = (id: string, n: unknown, sort: unknown) => ({
        _index: index,
        _id: id,
        _score: null,
        _source: n === undefined ? {} : { n },
        sort: [sort],
      })
      const bucket = (key: string, count: number, found: unknown) => ({
        key,
        doc_count: count,
        last: { hits: { total: { value: count, relation: 'eq' }, max_score: null, hits: [found] } },
      })
      expect(await answer({ k: { terms: { field: 'k' }, aggs: { last } } })).toMatchObject({
        aggregations: {
          k: {
            buckets: [
              bucket('a', 2, hit('1', 12.5, 12.5)),
              bucket('b', 1, hit('2', [5, 30], 30)),
              bucket('c', 1, hit('3', undefined, '-Infinity')),
            ],
          },
        },
      })
    })

    it('show them by score, with their numbers, and none where none matches', async () => {
      const query = { match: { t: 'oak' } }
      const best = {
        top_hits: { size: 2, from: 1, version: true, seq_no_primary_term: true, _source: false },
      }
      expect(await answer({ best }, { query })).toMatchObject({
        aggregations: {
          best: {
            hits: {
              total: { value: 3, relation: 'eq' },
              max_score: expect.closeTo(0.49, 1),
              hits: [
                { _id: '0', _version: 1, _seq_no: 0, _primary_term: 1 },
                { _id: '2', _version: 1, _seq_no: 2 },
              ],
            },
          },
        },
      })
      expect(await answer({ best: { top_hits: {} } }, { query: { match_none: {} } })).toEqual({
        aggregations: {
          best: { hits: { total: { value: 0, relation: 'eq' }, max_score: null, hits: [] } },
        },
      })
    })

    it.each([
      ['no ranges', { e: { range: { field: 'n', ranges: [] } } }, 'search_phase_execution_exception'],
      ['a range of words', { e: { range: { field: 'k', ranges: [{ to: 1 }] } } }, undefined],
      ['a limit that is a word', { e: { range: { field: 'n', ranges: [{ to: 'x' }] } } }, undefined],
      [
        'an unknown limit',
        { e: { range: { field: 'n', ranges: [{ upto: 1 }] } } },
        'x_content_parse_exception',
      ],
      ['a limit alone', { e: { range: { field: 'n', ranges: [3] } } }, 'x_content_parse_exception'],
      [
        'fewer than no documents',
        { e: { terms: { field: 'k', min_doc_count: -1 } } },
        'x_content_parse_exception',
      ],
      ['more hits than 100', { e: { top_hits: { size: 101 } } }, 'search_phase_execution_exception'],
      ['no hits', { e: { top_hits: { size: 0 } } }, 'search_phase_execution_exception'],
      ['less than no hits', { e: { top_hits: { size: -1 } } }, 'illegal_argument_exception'],
      ['an unknown option of hits', { e: { top_hits: { nosuch: 1 } } }, 'parsing_exception'],
      ['hits by a field that is not there', { e: { top_hits: { sort: ['none'] } } }, undefined],
      ['aggregations inside hits', { e: { top_hits: {}, aggs: { x: { max: { field: 'n' } } } } }, undefined],
    ])('refuse %s', async (_what, aggs, type) => {
      expect(refusalOf(await ask(aggs))).toMatchObject({
        status: 400,
        ...(type === undefined ? {} : { type }),
      })
    })
  })
}
