import { beforeAll, describe, expect, it } from 'vitest'
import { basic, refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

/** `_cat`, `_stats` and several searches at once. */
export const overviewCases = (cluster: () => ClusterUnderTest) => {
  let index: string
  let other: string
  beforeAll(async () => {
    const { elastic, fresh } = cluster()
    index = fresh('table-a')
    other = fresh('table-b')
    await elastic.indices.create({ index, aliases: { [`${index}-alias`]: { is_write_index: true } } })
    await elastic.indices.create({ index: other, settings: { number_of_replicas: 0 } })
    await elastic.index({ index, document: { a: 1 }, refresh: true })
  })
  const text = async (path: string) => {
    const answer = await fetch(cluster().url + path, { headers: { authorization: await elasticLogin() } })
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() }
  }
  let login: string | undefined
  /** A user who may look at everything: the password of `elastic` is not ours to know here. */
  const elasticLogin = async (): Promise<string> => {
    if (login !== undefined) return login
    const { name, password } = await cluster().user({
      cluster: ['monitor'],
      indices: [{ names: ['table-*'], privileges: ['monitor', 'view_index_metadata', 'read'] }],
    })
    return (login = basic(name, password))
  }

  describe('tables for people', () => {
    it('show indices, with the columns and the order that were asked for', async () => {
      const { status, type, body } = await text(
        `/_cat/indices/${index},${other}?v&h=index,docs.count,health,pri,rep&s=index:desc`,
      )
      expect([status, type]).toEqual([200, 'text/plain; charset=UTF-8'])
      const width = index.length
      expect(body).toBe(
        `${'index'.padEnd(width)} docs.count health pri rep\n` +
          `${other}          0 green    1   0\n` +
          `${index}          1 yellow   1   1\n`,
      )
    })

    it('give the same as JSON, sizes in the unit that was asked for', async () => {
      const { elastic } = cluster()
      const [row] = await elastic.cat.indices({ index, format: 'json', bytes: 'b' })
      expect(row).toMatchObject({ health: 'yellow', status: 'open', index, pri: '1', rep: '1' })
      expect(Object.keys(row ?? {})).toEqual([
        'health',
        'status',
        'index',
        'uuid',
        'pri',
        'rep',
        'docs.count',
        'docs.deleted',
        'store.size',
        'pri.store.size',
        'dataset.size',
      ])
      expect(Number(row?.['store.size'])).toBeGreaterThan(0)
      const [count] = await elastic.cat.count({ index, format: 'json' })
      expect(count).toMatchObject({ count: '1', epoch: expect.stringMatching(/^\d+$/) })
      const [health] = await elastic.cat.health({ format: 'json' })
      expect(health).toMatchObject({ 'node.total': '1', status: 'yellow' })
    })

    it('show aliases', async () => {
      const { body } = await text(`/_cat/aliases/${index}-alias?h=alias,index,filter,is_write_index`)
      expect(body).toBe(`${index}-alias ${index} - true\n`)
    })

    it('explain their columns, pass over those that there are not, and list each other', async () => {
      expect((await text('/_cat/indices?help')).body).toMatch(/^health +\| h +\| /)
      expect((await text(`/_cat/indices/${index}?h=nosuch,index`)).body).toBe(`${index}\n`)
      expect((await text('/_cat')).body).toMatch(/^=\^\.\^=\n(\/_cat\/.*\n)+$/)
    })

    it('are refused for a missing index, an unknown key to sort by, and to those who may not', async () => {
      const { send } = cluster()
      expect(refusalOf(await send('GET', '/_cat/indices/no-such-index')).status).toBe(404)
      expect(refusalOf(await send('GET', '/_cat/indices?s=nosuch'))).toMatchObject({
        status: 400,
        reason: 'Unable to sort by unknown sort key `nosuch`',
      })
      const { es } = await cluster().user({ indices: [{ names: ['*'], privileges: ['monitor'] }] })
      expect(await refusal(es.cat.indices())).toMatchObject({
        status: 403,
        reason: expect.stringContaining('action [cluster:monitor/state] is unauthorized'),
      })
      expect(await refusal(es.cat.count({ index }))).toMatchObject({ status: 403 })
    })
  })

  describe('statistics', () => {
    it('say how many documents there are and how large they are', async () => {
      const { elastic } = cluster()
      const answer = await elastic.indices.stats({ index: `${index},${other}`, metric: ['docs', 'store'] })
      expect(answer._shards).toEqual({ total: 3, successful: 2, failed: 0 })
      expect(answer._all.primaries?.docs?.count).toBe(1)
      expect(answer.indices?.[index]).toMatchObject({
        health: 'yellow',
        status: 'open',
        primaries: { docs: { count: 1, deleted: 0 }, store: { size_in_bytes: expect.any(Number) } },
      })
      expect(await refusal(elastic.indices.stats({ index: 'no-such-index' }))).toMatchObject({ status: 404 })
      expect(await refusal(elastic.indices.stats({ index, metric: 'nosuch' }))).toMatchObject({
        status: 400,
        reason: `request [/${index}/_stats/nosuch] contains unrecognized metric: [nosuch]`,
      })
    })
  })

  describe('several searches at once', () => {
    const ask = (body: string, path = '/_msearch') =>
      cluster().send('POST', path, { body, headers: { 'content-type': 'application/x-ndjson' } })

    it('are each answered by themselves', async () => {
      const lines = [
        {},
        { size: 0 },
        { index: 'no-such-index' },
        {},
        { index: 'no-such-index', ignore_unavailable: true },
        { size: 0 },
        { index: [index, other] },
        { size: 0, aggs: { m: { max: { field: 'a' } } } },
      ]
      const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      const total = (value: number) => ({ status: 200, hits: { total: { value, relation: 'eq' } } })
      expect((await ask(body, `/${index}/_msearch`)).body).toMatchObject({
        responses: [
          total(1),
          { status: 404, error: { type: 'index_not_found_exception' } },
          total(0),
          { ...total(1), aggregations: { m: { value: 1 } } },
        ],
      })
    })

    it('are refused one by one to those who may not', async () => {
      const { es } = await cluster().user({ indices: [{ names: [index], privileges: ['read'] }] })
      const { responses } = await es.msearch({ searches: [{ index }, {}, { index: other }, {}] })
      expect(responses).toMatchObject([
        { status: 200 },
        { status: 403, error: { type: 'security_exception' } },
      ])
    })

    it.each([
      ['no line end', '{}\n{}', 'The msearch request must be terminated by a newline [\n]'],
      ['an unknown key', '{"nosuch":1}\n{}\n', 'key [nosuch] is not supported in the metadata section'],
      ['half a search', '{}\n', 'Validation Failed: 1: no requests added;'],
      ['an unknown query', '{}\n{"query":{"nosuch":{}}}\n', 'unknown query [nosuch]'],
    ])('are refused with %s', async (_what, body, reason) => {
      expect(refusalOf(await ask(body, `/${index}/_msearch`))).toMatchObject({ status: 400, reason })
    })
  })
}
