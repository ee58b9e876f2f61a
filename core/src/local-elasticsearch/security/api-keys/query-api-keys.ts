import { illegalArgument } from '../../http/common-errors.ts'
import type { Request, Response, Route } from '../../http/route.ts'
import { isRecord } from '../../mappings/is-record.ts'
import { mergeMappings } from '../../mappings/merge-mappings.ts'
import { unknownField } from '../../search/body-fault.ts'
import { IndexReader } from '../../search/index-reader.ts'
import { parseBody } from '../../search/parse-body.ts'
import { runSearch } from '../../search/run-search.ts'
import { parseSearchRequest } from '../../search/search-request.ts'
import type { DocumentRow } from '../../store/store.ts'
import { booleanParameter } from '../../xcontent/boolean-parameter.ts'
import type { SecurityContext } from '../security-context.ts'
import type { StoredKey } from '../security-store.ts'
import { showKey } from './get-api-keys.ts'
import { ownsKey } from './key-owner.ts'

const action = 'cluster:admin/xpack/security/api_key/query'
const bodyKeys = ['query', 'aggs', 'aggregations', 'from', 'size', 'sort', 'search_after']

const keyword = { type: 'keyword' }
const date = { type: 'date', format: 'epoch_millis||strict_date_optional_time' }
const fields = {
  id: keyword,
  type: keyword,
  name: keyword,
  creation: date,
  expiration: date,
  invalidated: { type: 'boolean' },
  invalidation: date,
  username: keyword,
  realm: keyword,
  realm_type: keyword,
  metadata: { type: 'flattened' },
}
const mappings = mergeMappings({}, { dynamic: false, properties: fields })

const leaves = ['term', 'terms', 'prefix', 'wildcard', 'range', 'match']
const whole = ['match_all', 'match_none', 'ids']

const checkField = (field: string): void => {
  const [first = ''] = field.split('.')
  const known = Object.hasOwn(fields, first) && (first === 'metadata' || first === field)
  if (known || field === '_doc') return
  throw illegalArgument(`Field [${field}] is not allowed for querying or aggregation`)
}

/** Only what keys are known by may be asked for: not their hashes, for one. */
const checkClause = (clause: unknown): void => {
  for (const [kind, body] of Object.entries(isRecord(clause) ? clause : {})) {
    if (kind === 'bool') {
      const clauses = ['must', 'filter', 'should', 'must_not'].flatMap((occur) =>
        isRecord(body) ? [body[occur]].flat() : [],
      )
      for (const inner of clauses) checkClause(inner)
    } else if (kind === 'exists') checkField(String(isRecord(body) ? body['field'] : ''))
    else if (leaves.includes(kind)) {
      for (const field of Object.keys(isRecord(body) ? body : {})) if (field !== 'boost') checkField(field)
    } else if (!whole.includes(kind))
      throw illegalArgument(`Query type [${kind}] is not currently supported in this context`)
  }
}

const checkSort = (sort: unknown): void => {
  for (const entry of [sort ?? []].flat()) {
    const names = typeof entry === 'string' ? [entry] : Object.keys(isRecord(entry) ? entry : {})
    for (const name of names) checkField(name)
  }
}

const checkAggregations = (aggregations: unknown): void => {
  for (const definition of Object.values(isRecord(aggregations) ? aggregations : {})) {
    if (!isRecord(definition)) continue
    for (const [kind, body] of Object.entries(definition)) {
      if (kind === 'top_hits') throw illegalArgument(`Unsupported aggregation [${kind}] of API keys`)
      if (kind === 'aggs' || kind === 'aggregations') checkAggregations(body)
      else if (kind === 'filter') checkClause(body)
      else if (isRecord(body) && typeof body['field'] === 'string') checkField(body['field'])
    }
  }
}

/** The keys as an index of their own, made for one search. */
const indexOf = (keys: readonly StoredKey[]) => {
  const rows = keys.map((key, seqNo): DocumentRow => {
    const { role_descriptors: _roles, ...shown } = showKey(key, false)
    return { id: key.id, seqNo, version: 1, source: JSON.stringify(shown) }
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const reader = new IndexReader({
    document: (id) => byId.get(id),
    documents: () => rows,
    changes: () => rows,
    maxSeqNo: () => rows.length - 1,
  })
  const index = { name: '.security-7', uuid: '_na_', settings: {}, mappings, aliases: {}, createdAt: 0 }
  return { index, reader }
}

/** `GET|POST /_security/_query/api_key`: keys by a query, sorted, paged, counted. Some see their own ones only. */
export const queryApiKeys =
  (method: 'GET' | 'POST') =>
  ({ store, authorizer, grants, now }: SecurityContext): Route => {
    const handle = async ({ principal, query, text }: Request): Promise<Response> => {
      authorizer.requireCluster(principal, action, true)
      const withLimits = booleanParameter(query, 'with_limited_by')
      const request = parseBody(await text(), (body) => {
        const unknown = Object.keys(body).find((key) => !bodyKeys.includes(key))
        if (unknown !== undefined) throw unknownField('query_api_key_request_payload', [unknown])
        checkClause(body['query'])
        checkSort(body['sort'])
        checkAggregations(body['aggs'] ?? body['aggregations'])
        const typed: Record<string, string> =
          'typed_keys' in query ? { typed_keys: query['typed_keys'] ?? '' } : {}
        return parseSearchRequest(body, { ...typed, track_total_hits: 'true' })
      })
      const isOwn = (key: StoredKey): boolean =>
        principal.apiKey === undefined ? ownsKey(principal, key) : key.id === principal.apiKey.id
      const all = store.keys()
      const target = indexOf(grants.of(principal).cluster(action, false) ? all : all.filter(isOwn))
      const found = runSearch(request, [target], { now: now().getTime() })
      const entries = found.entries.slice(request.from)
      const apiKeys = entries.flatMap(({ slot, keys, shard }) => {
        const key = store.key(target.reader.id(slot))
        if (key === undefined) return []
        const sources = found.keySources[shard] ?? []
        const sort = sources.map((source, at): unknown => JSON.parse(source.print(keys[at])))
        return [{ ...showKey(key, withLimits), ...(request.sort === undefined ? {} : { _sort: sort }) }]
      })
      const body = {
        total: found.count,
        count: apiKeys.length,
        api_keys: apiKeys,
        ...(found.aggregations === undefined ? {} : { aggregations: found.aggregations }),
      }
      return { status: 200, body }
    }
    const path = '/_security/_query/api_key'
    return { method, path, query: ['with_limited_by', 'with_profile_uid', 'typed_keys'], action, handle }
  }
