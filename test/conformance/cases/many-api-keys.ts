import { beforeAll, describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

/** Asking for API keys by a query, changing several at once, making them for others. */
export const manyApiKeysCases = (cluster: () => ClusterUnderTest) => {
  describe('API keys by query', () => {
    let prefix: string
    let owner: Awaited<ReturnType<ClusterUnderTest['user']>>
    let ids: string[]
    beforeAll(async () => {
      prefix = cluster().fresh('queried')
      owner = await cluster().user({ cluster: ['manage_own_api_key'] })
      ids = []
      for (const [at, by] of ([owner.es, owner.es, cluster().elastic] as const).entries()) {
        const expiration = at === 1 ? { expiration: '2h' } : {}
        const made = await by.security.createApiKey({
          name: `${prefix}-${at}`,
          ...expiration,
          metadata: { connector: `c${at}` },
        })
        ids.push(made.id)
      }
    })
    const ask = (body: unknown) => cluster().send('POST', '/_security/_query/api_key', { body })
    const mine = () => ({ prefix: { name: prefix } })
    const names = (answer: { api_keys: { name: string }[] }) =>
      answer.api_keys.map(({ name }) => name.slice(-1))

    it('are found, sorted, paged and counted', async () => {
      const { security } = cluster().elastic
      const found = await security.queryApiKeys({
        query: mine(),
        sort: [{ name: { order: 'desc' } }],
        size: 2,
      })
      expect([found.total, found.count, names(found)]).toEqual([3, 2, ['2', '1']])
      expect(found.api_keys[0]).toMatchObject({
        id: ids[2],
        type: 'rest',
        invalidated: false,
        username: 'elastic',
        metadata: { connector: 'c2' },
        role_descriptors: {},
        _sort: [`${prefix}-2`],
      })
      expect(found.api_keys[0]).not.toHaveProperty('limited_by')
      const rest = await security.queryApiKeys({
        query: mine(),
        sort: [{ name: { order: 'desc' } }],
        search_after: [`${prefix}-1`],
        with_limited_by: true,
      })
      expect(names(rest)).toEqual(['0'])
      expect(rest.api_keys[0]?.limited_by).toHaveLength(1)
    })

    it.each([
      ['an owner', { term: { username: 'elastic' } }, '2'],
      ['an end within a day', { range: { expiration: { lte: 'now+1d' } } }, '1'],
      ['metadata', { term: { 'metadata.connector': 'c0' } }, '0'],
      ['no end', { bool: { must_not: { exists: { field: 'expiration' } } } }, '02'],
      ['being valid', { term: { invalidated: false } }, '012'],
    ])('are found by %s', async (_what, query, expected) => {
      const found = await cluster().elastic.security.queryApiKeys({
        query: { bool: { filter: [mine(), query] } },
        sort: [{ name: { order: 'asc' } }],
      })
      expect(names(found).join('')).toBe(expected)
    })

    it('are counted by owner', async () => {
      const { aggregations } = await cluster().elastic.security.queryApiKeys({
        query: mine(),
        size: 0,
        aggs: { owners: { terms: { field: 'username' } } },
      })
      expect(aggregations?.['owners']).toMatchObject({
        buckets: [
          { key: owner.name, doc_count: 2 },
          { key: 'elastic', doc_count: 1 },
        ],
      })
    })

    it('are only their own to those who manage no others, and none to the rest', async () => {
      const found = await owner.es.security.queryApiKeys({ query: mine() })
      expect(found.total).toBe(2)
      const { es } = await cluster().user({})
      expect(await refusal(es.security.queryApiKeys())).toMatchObject({
        status: 403,
        reason: expect.stringContaining('[cluster:admin/xpack/security/api_key/query] is unauthorized'),
      })
    })

    it.each([
      [
        'a field that keys do not show',
        { query: { term: { api_key_hash: 'x' } } },
        'Field [api_key_hash] is not',
      ],
      [
        'a kind of query',
        { query: { fuzzy: { name: 'x' } } },
        'Query type [fuzzy] is not currently supported',
      ],
      ['a field to sort by', { sort: ['nosuch'] }, 'Field [nosuch] is not allowed'],
      ['a key of the body', { nosuch: 1 }, '[query_api_key_request_payload] unknown field [nosuch]'],
    ])('are refused for %s', async (_what, body, reason) => {
      expect(refusalOf(await ask(body))).toMatchObject({
        status: 400,
        reason: expect.stringContaining(reason),
      })
    })

    it('are changed several at once, each by itself', async () => {
      const { security } = owner.es
      const [first = '', second = '', foreign = ''] = ids
      const change = { ids: [first, second, foreign], metadata: { changed: true } }
      expect(await security.bulkUpdateApiKeys(change)).toMatchObject({
        updated: expect.arrayContaining([first, second]),
        noops: [],
        errors: {
          count: 1,
          details: {
            [foreign]: {
              type: 'resource_not_found_exception',
              reason: `no API key owned by requesting user found for ID [${foreign}]`,
            },
          },
        },
      })
      expect(await security.bulkUpdateApiKeys({ ...change, ids: [first] })).toEqual({
        updated: [],
        noops: [first],
      })
      expect(await refusal(security.bulkUpdateApiKeys({ ids: [] }))).toMatchObject({
        status: 400,
        reason: 'Validation Failed: 1: Field [ids] cannot be empty;',
      })
    })

    it('are made for somebody else by their password, and belong to them', async () => {
      const { security } = cluster().elastic
      const { name, password } = owner
      const login = { grant_type: 'password' as const, username: name, password }
      const key = await security.grantApiKey({ ...login, api_key: { name: `${prefix}-granted` } })
      const es = cluster().client({ apiKey: key.encoded })
      expect(await es.security.authenticate()).toMatchObject({ username: name })
      const wrong = { ...login, password: 'wrong-password', api_key: { name: 'x' } }
      expect(await refusal(security.grantApiKey(wrong))).toMatchObject({
        status: 403,
        type: 'security_exception',
        reason: 'Failed to authenticate api key grant',
      })
      expect(
        await refusal(owner.es.security.grantApiKey({ ...login, api_key: { name: 'x' } })),
      ).toMatchObject({ status: 403 })
    })
  })
}
