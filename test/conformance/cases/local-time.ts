import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

const minutes = (from: string, count: number, step: number): string[] =>
  Array.from({ length: count }, (_, at) => new Date(Date.parse(from) + at * step * 60_000).toISOString())

/** Around clocks that are put forward and back, by an hour and by half of one, at midnight too. */
const times = [
  ...minutes('2024-03-30T22:00:00Z', 8, 45),
  ...minutes('2024-10-26T22:00:00Z', 8, 45),
  ...minutes('2018-11-03T22:00:00Z', 8, 90),
  ...minutes('2024-04-06T13:00:00Z', 8, 30),
  ...minutes('2024-10-05T13:00:00Z', 8, 30),
]

const buckets = z.object({
  aggregations: z.object({
    h: z.object({ buckets: z.array(z.object({ key_as_string: z.string(), doc_count: z.number() })) }),
  }),
})

export const localTimeCases = (cluster: () => ClusterUnderTest) => {
  describe('time by the clocks of a place', () => {
    let index: string
    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('clocks')
      await elastic.indices.create({ index, mappings: { properties: { d: { type: 'date' } } } })
      const operations = times.flatMap((d) => [{ index: {} }, { d }])
      await elastic.bulk({ index, refresh: true, operations })
    })
    const ask = (histogram: object, from = '1970', to = '2100') =>
      cluster().send('POST', `/${index}/_search?size=0`, {
        body: {
          query: { range: { d: { gte: from, lt: to } } },
          aggs: { h: { date_histogram: { field: 'd', ...histogram } } },
        },
      })
    const cut = async (histogram: object, from: string, to: string): Promise<string[]> =>
      buckets
        .parse((await ask(histogram, from, to)).body)
        .aggregations.h.buckets.map(({ key_as_string: key, doc_count: count }) => `${key.slice(5)} ${count}`)

    it.each([
      [
        'hours that are left out',
        { calendar_interval: 'hour', time_zone: 'Europe/Berlin' },
        {
          from: '2024-03-30T22:00Z',
          to: '2024-03-31T02:00Z',
          expected: [
            '03-30T23:00:00.000+01:00 2',
            '03-31T00:00:00.000+01:00 1',
            '03-31T01:00:00.000+01:00 1',
            '03-31T03:00:00.000+02:00 2',
          ],
        },
      ],
      [
        'hours that come twice',
        { calendar_interval: 'hour', time_zone: 'Europe/Berlin' },
        {
          from: '2024-10-26T23:00Z',
          to: '2024-10-27T03:00Z',
          expected: [
            '10-27T01:00:00.000+02:00 1',
            '10-27T02:00:00.000+02:00 1',
            '10-27T02:00:00.000+01:00 2',
            '10-27T03:00:00.000+01:00 1',
          ],
        },
      ],
      [
        'half hours that come twice, empty ones too',
        { fixed_interval: '30m', time_zone: 'America/New_York' },
        {
          from: '2018-11-04T04:00Z',
          to: '2018-11-04T08:00Z',
          expected: [
            '11-04T00:00:00.000-04:00 1',
            '11-04T00:30:00.000-04:00 0',
            '11-04T01:00:00.000-04:00 0',
            '11-04T01:30:00.000-04:00 1',
            '11-04T01:00:00.000-05:00 0',
            '11-04T01:30:00.000-05:00 0',
            '11-04T02:00:00.000-05:00 1',
          ],
        },
      ],
      [
        'days whose midnight is left out',
        { calendar_interval: 'day', time_zone: 'America/Sao_Paulo' },
        {
          from: '2018-11-03T22:00Z',
          to: '2018-11-05T00:00Z',
          expected: ['11-03T00:00:00.000-03:00 4', '11-04T01:00:00.000-02:00 4'],
        },
      ],
      [
        'clocks put forward by half an hour',
        { calendar_interval: 'hour', time_zone: 'Australia/Lord_Howe' },
        {
          from: '2024-10-05T14:00Z',
          to: '2024-10-05T17:00Z',
          expected: [
            '10-06T00:00:00.000+10:30 1',
            '10-06T01:00:00.000+10:30 3',
            '10-06T03:00:00.000+11:00 2',
          ],
        },
      ],
      [
        'months and their text',
        {
          calendar_interval: 'month',
          time_zone: 'Asia/Kolkata',
          format: 'yyyy-MM-dd HH:mm',
          min_doc_count: 1,
        },
        { from: '2024-04', to: '2024-11', expected: ['04-01 00:00 8', '10-01 00:00 16'] },
      ],
    ])('cuts %s', async (_what, histogram, { from, to, expected }) => {
      expect(await cut(histogram, from, to)).toEqual(expected)
    })

    it.each(['Nowhere/Land', 'europe/berlin'])('refuses the zone %s', async (time_zone) => {
      expect(refusalOf(await ask({ calendar_interval: 'day', time_zone }))).toMatchObject({
        status: 400,
        type: 'x_content_parse_exception',
      })
    })
  })
}
