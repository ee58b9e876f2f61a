import type { Client, estypes } from '@elastic/elasticsearch'
import { beforeAll, describe, expect, it } from 'vitest'
import { basic, refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

type Grant = Omit<estypes.SecurityIndicesPrivileges, 'names'>

const documents = [
  { id: '1', document: { acl: 'a', n: 1, o: { x: 'x1', y: 'y1' }, t: 'red fox' } },
  { id: '2', document: { acl: 'b', n: 2, o: [{ x: 'x2', y: 'y2' }], t: 'blue fox' } },
  { id: '3', document: { n: 3, t: 'green' } },
]
const keyword = { type: 'keyword' } as const
const properties = {
  acl: keyword,
  n: { type: 'long' },
  o: { properties: { x: keyword, y: keyword } },
  t: { type: 'text', fields: { keyword } },
} as const

/** Document- and field-level security. */
export const visibilityCases = (cluster: () => ClusterUnderTest) => {
  describe('what a user sees of an index', () => {
    let index: string
    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('seen')
      await elastic.indices.create({ index, mappings: { properties }, aliases: { [`${index}-alias`]: {} } })
      const operations = documents.flatMap(({ id, document }) => [{ index: { _id: id } }, document])
      await elastic.bulk({ index, refresh: true, operations })
    })
    const searcher = (...grants: Grant[]) =>
      cluster().user({
        cluster: ['manage_own_api_key'],
        indices: grants.map((grant) => ({ names: [index], ...grant })),
      })
    const all = (limits: Omit<Grant, 'privileges'>): Grant => ({ privileges: ['all'], ...limits })
    const onlyA = { query: { term: { acl: 'a' } } }
    const ids = async (es: Client, request: estypes.SearchRequest = {}) => {
      const { hits } = await es.search({ index, sort: '_doc', ...request })
      return hits.hits.map((hit) => hit._id)
    }

    it('is what the query of the role finds, by every way of reading', async () => {
      const { es } = await searcher(all(onlyA))
      expect(await ids(es)).toEqual(['1'])
      expect(await ids(es, { index: '_all' })).toEqual(['1'])
      expect(await ids(es, { query: { bool: { must_not: { term: { acl: 'a' } } } } })).toEqual([])
      expect(await ids(es, { query: { ids: { values: ['2', '3'] } } })).toEqual([])
      expect((await es.count({ index })).count).toBe(1)
      expect((await es.get({ index, id: '1' })).found).toBe(true)
      expect(await cluster().send('GET', `/${index}/_doc/2`)).toMatchObject({ status: 200 })
      expect(await es.exists({ index, id: '2' })).toBe(false)
      expect(await es.existsSource({ index, id: '2' })).toBe(false)
      const { docs } = await es.mget({ index, ids: ['1', '2', '3'] })
      expect(docs.map((doc) => 'found' in doc && doc.found)).toEqual([true, false, false])
      const { aggregations } = await es.search<unknown, { acl: estypes.AggregationsStringTermsAggregate }>({
        index,
        size: 0,
        aggs: { acl: { terms: { field: 'acl' } } },
      })
      expect(aggregations?.acl.buckets).toEqual([{ key: 'a', doc_count: 1 }])
    })

    it('holds for scrolls, points in time and several searches at once', async () => {
      const { es } = await searcher(all(onlyA))
      const first = await es.search({ index, scroll: '1m', size: 1 })
      expect(first.hits.total).toEqual({ value: 1, relation: 'eq' })
      const next = await es.scroll({ scroll_id: first._scroll_id ?? '', scroll: '1m' })
      expect(next.hits.hits).toEqual([])
      await es.clearScroll({ scroll_id: first._scroll_id ?? '' })
      const pit = await es.openPointInTime({ index, keep_alive: '1m' })
      const found = await es.search({ pit: { id: pit.id } })
      expect(found.hits.hits.map((hit) => hit._id)).toEqual(['1'])
      await es.closePointInTime({ id: pit.id })
      const { responses } = await es.msearch({
        searches: [{ index }, {}, { index: `${index}*` }, { size: 0 }],
      })
      expect(responses.map((one) => 'hits' in one && one.hits.total)).toEqual(
        [1, 1].map((value) => ({ value, relation: 'eq' })),
      )
    })

    it('lets them write, but not update what they see a part of', async () => {
      const { es } = await searcher(all(onlyA))
      expect(await refusal(es.update({ index, id: '1', doc: { n: 9 } }))).toMatchObject({
        status: 400,
        type: 'security_exception',
        reason: "Can't execute an update request if field or document level security is enabled",
      })
      const { items } = await es.bulk({
        index,
        operations: [
          { update: { _id: '1' } },
          { doc: { n: 9 } },
          { index: { _id: '9' } },
          { acl: 'z' },
          { delete: { _id: '9' } },
        ],
      })
      expect(items.map((item) => Object.values(item)[0]?.status)).toEqual([400, 201, 200])
      expect(items[0]?.update?.error).toMatchObject({ type: 'security_exception' })
      const { deleted } = await es.deleteByQuery({ index, query: { term: { acl: 'b' } } })
      expect(deleted).toBe(0)
    })

    it('is no field that the role does not grant', async () => {
      const { es } = await searcher(all({ field_security: { grant: ['n', 'o.x', 't'] } }))
      const { hits } = await es.search({ index, sort: 'n' })
      expect(hits.hits.map((hit) => hit._source)).toEqual([
        { n: 1, o: { x: 'x1' }, t: 'red fox' },
        { n: 2, o: [{ x: 'x2' }], t: 'blue fox' },
        { n: 3, t: 'green' },
      ])
      for (const query of [
        { term: { acl: 'a' } },
        { exists: { field: 'acl' } },
        { term: { 't.keyword': 'green' } },
        { term: { 'o.y': 'y1' } },
      ])
        expect(await ids(es, { query })).toEqual([])
      expect(await ids(es, { query: { match: { t: 'fox' } } })).toEqual(['1', '2'])
      const sorted = await es.search({
        index,
        sort: 'acl',
        _source: ['acl', 'n'],
        aggs: { hidden: { terms: { field: 'acl' } }, shown: { max: { field: 'n' } } },
      })
      expect(sorted.hits.hits.map((hit) => [hit._source, hit.sort])).toEqual(
        [1, 2, 3].map((n) => [{ n }, [null]]),
      )
      expect(sorted.aggregations).toMatchObject({ hidden: { buckets: [] }, shown: { value: 3 } })
      expect((await es.get({ index, id: '2' }))._source).toEqual({ n: 2, o: [{ x: 'x2' }], t: 'blue fox' })
      expect(await es.getSource({ index, id: '3' })).toEqual({ n: 3, t: 'green' })
      expect((await es.indices.getMapping({ index }))[index]?.mappings.properties).toEqual({
        n: { type: 'long' },
        o: { properties: { x: keyword } },
        t: { type: 'text' },
      })
      expect(await refusal(es.update({ index, id: '1', doc: { n: 9 } }))).toMatchObject({ status: 400 })
    })

    it('is every field but those that the role excepts', async () => {
      const { es } = await searcher(all({ field_security: { grant: ['*'], except: ['o.*', 'n'] } }))
      const { hits } = await es.search({ index, query: { term: { acl: 'a' } } })
      expect(hits.hits.map((hit) => hit._source)).toEqual([{ acl: 'a', t: 'red fox' }])
      expect((await es.indices.get({ index }))[index]?.mappings?.properties).toEqual({
        acl: keyword,
        o: { properties: {} },
        t: properties.t,
      })
      const { es: free } = await searcher(all({ field_security: { grant: ['*'] } }))
      expect(await free.update({ index, id: '1', doc: { n: 1 } })).toMatchObject({ result: 'noop' })
      const { es: blind } = await searcher(all({ field_security: { grant: [] } }))
      expect((await blind.get({ index, id: '1' }))._source).toEqual({})
    })

    it('is what one of several roles shows, and everything as soon as one has no limit', async () => {
      const onlyB: Grant = { privileges: ['read'], query: { term: { acl: 'b' } } }
      expect(await ids((await searcher(all(onlyA), onlyB)).es)).toEqual(['1', '2'])
      expect(await ids((await searcher(all(onlyA), { privileges: ['write'] })).es)).toEqual(['1', '2', '3'])
      const { es } = await cluster().user({
        indices: [
          { names: [index], privileges: ['read'], ...onlyA },
          { names: [`${index}*`], privileges: ['monitor'] },
        ],
      })
      expect(await ids(es)).toEqual(['1'])
    })

    it('goes by the name that was asked for', async () => {
      const { es } = await cluster().user({
        indices: [
          { names: [index], privileges: ['read'], ...onlyA },
          { names: [`${index}-alias`], privileges: ['read'], query: { range: { n: { gte: 3 } } } },
        ],
      })
      expect(await ids(es)).toEqual(['1'])
      expect(await ids(es, { index: `${index}-alias` })).toEqual(['3'])
      expect(await es.exists({ index: `${index}-alias`, id: '1' })).toBe(false)
    })

    it('is for an API key what both the key and its owner may see', async () => {
      const owner = await searcher(all({ query: { range: { n: { lte: 2 } } } }))
      const key = await owner.es.security.createApiKey({
        name: cluster().fresh('search'),
        role_descriptors: {
          r: {
            indices: [
              {
                names: [index],
                privileges: ['read'],
                query: { range: { n: { gte: 2 } } },
                field_security: { grant: ['n'] },
              },
            ],
          },
        },
      })
      const es = cluster().client({ apiKey: key.encoded })
      const { hits } = await es.search({ index })
      expect(hits.hits.map((hit) => hit._source)).toEqual([{ n: 2 }])
      const { api_keys: keys } = await cluster().elastic.security.getApiKey({ id: key.id })
      expect(keys[0]?.role_descriptors?.['r']?.indices).toEqual([
        {
          names: [index],
          privileges: ['read'],
          field_security: { grant: ['n'] },
          query: '{"range":{"n":{"gte":2}}}',
          allow_restricted_indices: false,
        },
      ])
    })

    it('is told in the privileges of the user', async () => {
      const { name, es } = await searcher({ ...all(onlyA), field_security: { grant: ['acl'] } })
      const query = JSON.stringify(onlyA.query)
      const shown = { names: [index], privileges: ['all'], allow_restricted_indices: false }
      expect((await cluster().elastic.security.getRole({ name }))[name]?.indices).toEqual([
        { ...shown, query, field_security: { grant: ['acl'] } },
      ])
      expect((await es.security.getUserPrivileges()).indices).toEqual([
        { ...shown, query: [query], field_security: [{ grant: ['acl'] }] },
      ])
    })

    it.each([
      ['an unknown query', { query: { nosuch: {} } }, "failed to parse field 'query' for indices [x] at"],
      ['no JSON', { query: 'not json' }, "failed to parse field 'query' for indices [x] at"],
      [
        'a number as query',
        { query: 5 },
        'expected field [query] value to be null, a string, an array, or an',
      ],
      [
        'no granted fields',
        { field_security: { except: ['a'] } },
        'field_security requires grant if except is',
      ],
      ['nothing about fields', { field_security: {} }, '"field_security" must not be empty.'],
      [
        'an unknown option',
        { field_security: { grant: [], x: [] } },
        'only accepts options grant and except',
      ],
      [
        'an exception of nothing',
        { field_security: { grant: ['b'], except: ['a'] } },
        'Exceptions for field permissions must be a subset of the granted fields but a is not a subset of b',
      ],
    ])('refuses a role with %s', async (_what, limits, reason) => {
      const body = { indices: [{ names: ['x'], privileges: ['read'], ...limits }] }
      const answer = await cluster().send('PUT', `/_security/role/${cluster().fresh('bad')}`, { body })
      expect(refusalOf(answer)).toMatchObject({
        status: 400,
        type: 'parse_exception',
        reason: expect.stringContaining(reason),
      })
    })

    it('is no part of a privilege check', async () => {
      const { name, password } = await searcher(all(onlyA))
      const body = { index: [{ names: [index], privileges: ['read'], query: '{}' }] }
      const authorization = basic(name, password)
      const path = '/_security/user/_has_privileges'
      expect(refusalOf(await cluster().send('POST', path, { body, authorization }))).toMatchObject({
        status: 400,
        reason: 'Field [query] is not supported in a has_privileges request',
      })
    })
  })
}
