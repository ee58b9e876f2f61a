import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

const documents = [
  { k: 'a', n: 1, f: 1.5, d: '2024-01-01T10:00:00Z', b: true },
  { k: ['a', 'b'], n: [2, 5], f: 2.25, d: '2024-01-03T10:00:00Z', b: false },
  { k: 'c', d: '2024-03-01T00:00:00Z' },
  {},
]

export const aggregationCases = (cluster: () => ClusterUnderTest) => {
  describe('aggregations', () => {
    let index: string
    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('counted')
      const properties = {
        k: { type: 'keyword' },
        n: { type: 'long' },
        f: { type: 'float' },
        d: { type: 'date' },
        b: { type: 'boolean' },
        t: { type: 'text' },
      } as const
      await elastic.indices.create({ index, mappings: { properties } })
      const operations = documents.flatMap((document, at) => [{ index: { _id: String(at) } }, document])
      await elastic.bulk({ index, refresh: true, operations })
    })
    const ask = (aggs: unknown, query = '') =>
      cluster().send('POST', `/${index}/_search?size=0&filter_path=aggregations,error,status${query}`, {
        body: { aggs },
      })
    const answer = async (aggs: unknown) => (await ask(aggs)).body
    const terms = (buckets: unknown[], others = 0) => ({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: others,
      buckets,
    })

    it('measure numbers, dates and truth values, and nothing at all', async () => {
      const dates = {
        count: 3,
        min: 1_704_103_200_000,
        max: 1_709_251_200_000,
        avg: 1_705_876_800_000,
        sum: 5_117_630_400_000,
        min_as_string: '2024-01-01T10:00:00.000Z',
        max_as_string: '2024-03-01T00:00:00.000Z',
        avg_as_string: '2024-01-21T22:40:00.000Z',
        sum_as_string: '2132-03-03T20:00:00.000Z',
      }
      expect(
        await answer({
          sum: { sum: { field: 'n' } },
          avg: { avg: { field: 'n' } },
          max: { max: { field: 'n', missing: 100 } },
          stats: { stats: { field: 'n' } },
          fractions: { sum: { field: 'f' } },
          dates: { stats: { field: 'd' } },
          first: { min: { field: 'd' } },
          truths: { sum: { field: 'b' } },
          values: { value_count: { field: 'n' } },
          different: { cardinality: { field: 'k' } },
          no_sum: { sum: { field: 'none' } },
          no_avg: { avg: { field: 'none' } },
          no_stats: { stats: { field: 'none' } },
          no_values: { cardinality: { field: 'none' } },
        }),
      ).toEqual({
        aggregations: {
          sum: { value: 8 },
          avg: { value: 8 / 3 },
          max: { value: 100 },
          stats: { count: 3, min: 1, max: 5, avg: 8 / 3, sum: 8 },
          fractions: { value: 3.75 },
          dates,
          first: { value: 1_704_103_200_000, value_as_string: '2024-01-01T10:00:00.000Z' },
          truths: { value: 1, value_as_string: 'true' },
          values: { value: 3 },
          different: { value: 3 },
          no_sum: { value: 0 },
          no_avg: { value: null },
          no_stats: { count: 0, min: null, max: null, avg: null, sum: 0 },
          no_values: { value: 0 },
        },
      })
    })

    it('put documents into buckets by their values, with further ones inside', async () => {
      expect(
        await answer({
          plain: { terms: { field: 'n' } },
          ordered: {
            terms: { field: 'k', order: { _key: 'desc' }, missing: 'none', size: 3 },
            aggs: { most: { max: { field: 'n' } }, truth: { terms: { field: 'b' } } },
          },
        }),
      ).toEqual({
        aggregations: {
          plain: terms([1, 2, 5].map((key) => ({ key, doc_count: 1 }))),
          ordered: terms(
            [
              { key: 'none', doc_count: 1, most: { value: null }, truth: terms([]) },
              { key: 'c', doc_count: 1, most: { value: null }, truth: terms([]) },
              {
                key: 'b',
                doc_count: 1,
                most: { value: 5 },
                truth: terms([{ key: 0, key_as_string: 'false', doc_count: 1 }]),
              },
            ],
            2,
          ),
        },
      })
    })

    it.each([
      ['max', 'asc', 'cab'],
      ['max', 'desc', 'abc'],
      ['avg', 'asc', 'abc'],
      ['avg', 'desc', 'cba'],
      ['min', 'asc', 'abc'],
      ['min', 'desc', 'cba'],
      ['sum', 'asc', 'cba'],
    ])('order buckets by the %s inside, %s: %s', async (kind, direction, keys) => {
      const aggs = { m: { [kind]: { field: 'n' } } }
      const { text } = await ask({ t: { terms: { field: 'k', order: { m: direction } }, aggs } })
      expect([...text.matchAll(/"key":"(\w)"/g)].map(([, key]) => key).join('')).toBe(keys)
    })

    it('cut time into months, days and weeks', async () => {
      expect(
        await answer({
          month: { date_histogram: { field: 'd', calendar_interval: 'month' } },
          day: {
            date_histogram: { field: 'd', fixed_interval: '1d', format: 'yyyy-MM-dd', min_doc_count: 1 },
          },
          zone: {
            date_histogram: { field: 'd', calendar_interval: '1d', min_doc_count: 2, time_zone: '+02:00' },
          },
          east: {
            date_histogram: { field: 'd', calendar_interval: 'month', min_doc_count: 1, time_zone: '-01:00' },
          },
          week: { date_histogram: { field: 'd', calendar_interval: 'week', min_doc_count: 1, keyed: true } },
        }),
      ).toEqual({
        aggregations: {
          month: {
            buckets: [
              { key_as_string: '2024-01-01T00:00:00.000Z', key: 1_704_067_200_000, doc_count: 2 },
              { key_as_string: '2024-02-01T00:00:00.000Z', key: 1_706_745_600_000, doc_count: 0 },
              { key_as_string: '2024-03-01T00:00:00.000Z', key: 1_709_251_200_000, doc_count: 1 },
            ],
          },
          day: {
            buckets: [
              { key_as_string: '2024-01-01', key: 1_704_067_200_000, doc_count: 1 },
              { key_as_string: '2024-01-03', key: 1_704_240_000_000, doc_count: 1 },
              { key_as_string: '2024-03-01', key: 1_709_251_200_000, doc_count: 1 },
            ],
          },
          zone: { buckets: [] },
          east: {
            buckets: [
              { key_as_string: '2024-01-01T00:00:00.000-01:00', key: 1_704_070_800_000, doc_count: 2 },
              { key_as_string: '2024-02-01T00:00:00.000-01:00', key: 1_706_749_200_000, doc_count: 1 },
            ],
          },
          week: {
            buckets: {
              '2024-01-01T00:00:00.000Z': {
                key_as_string: '2024-01-01T00:00:00.000Z',
                key: 1_704_067_200_000,
                doc_count: 2,
              },
              '2024-02-26T00:00:00.000Z': {
                key_as_string: '2024-02-26T00:00:00.000Z',
                key: 1_708_905_600_000,
                doc_count: 1,
              },
            },
          },
        },
      })
    })

    it('count what queries match, and what has no value', async () => {
      const a = { term: { k: 'a' } }
      expect(
        await answer({
          one: { filter: a, aggs: { sum: { sum: { field: 'n' } } } },
          named: { filters: { filters: { a, all: { match_all: {} } } } },
          listed: { filters: { filters: [a, { match_none: {} }], other_bucket: true } },
          missing: { missing: { field: 'n' } },
        }),
      ).toEqual({
        aggregations: {
          one: { doc_count: 2, sum: { value: 8 } },
          named: { buckets: { a: { doc_count: 2 }, all: { doc_count: 4 } } },
          listed: { buckets: [{ doc_count: 2 }, { doc_count: 0 }, { doc_count: 2 }] },
          missing: { doc_count: 2 },
        },
      })
    })

    it('say in their names what they are, when asked to', async () => {
      const { text } = await ask(
        {
          a: { terms: { field: 'k' } },
          b: { terms: { field: 'n' }, aggs: { i: { max: { field: 'n' } } } },
          c: { terms: { field: 'f' } },
          d: { date_histogram: { field: 'd', fixed_interval: '30d', min_doc_count: 1 } },
          e: { filter: { match_all: {} } },
        },
        '&typed_keys',
      )
      expect([...new Set([...text.matchAll(/"(\w+#\w)"/g)].map(([, key]) => key))]).toEqual([
        'sterms#a',
        'lterms#b',
        'max#i',
        'dterms#c',
        'date_histogram#d',
        'filter#e',
      ])
    })

    it.each([
      ['an unknown kind', { e: { nosuch: {} } }, 'parsing_exception'],
      ['an unknown option', { e: { terms: { field: 'k', nosuch: 1 } } }, 'x_content_parse_exception'],
      ['no field', { e: { terms: {} } }, undefined],
      ['a sum of words', { e: { sum: { field: 'k' } } }, 'search_phase_execution_exception'],
      ['buckets of a text', { e: { terms: { field: 't' } } }, 'search_phase_execution_exception'],
      ['no buckets', { e: { terms: { field: 'k', size: 0 } } }, 'x_content_parse_exception'],
      ['no interval', { e: { date_histogram: { field: 'd' } } }, 'search_phase_execution_exception'],
      [
        'two days of the calendar',
        { e: { date_histogram: { field: 'd', calendar_interval: '2d' } } },
        'x_content_parse_exception',
      ],
      [
        'a fixed month',
        { e: { date_histogram: { field: 'd', fixed_interval: '1M' } } },
        'x_content_parse_exception',
      ],
      [
        'aggregations inside a metric',
        { e: { sum: { field: 'n' }, aggs: { x: { sum: { field: 'n' } } } } },
        'illegal_argument_exception',
      ],
      ['an order by nothing', { e: { terms: { field: 'k', order: { zz: 'asc' } } } }, undefined],
      ['a name with a bracket', { 'a]b': { terms: { field: 'k' } } }, 'parsing_exception'],
    ])('refuse %s', async (_what, aggs, type) => {
      expect(refusalOf(await ask(aggs))).toMatchObject({
        status: 400,
        ...(type === undefined ? {} : { type }),
      })
    })
  })
}
