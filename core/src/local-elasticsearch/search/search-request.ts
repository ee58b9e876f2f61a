import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isRecord } from '../mappings/is-record.ts'
import { shown } from '../mappings/shown.ts'
import type { Aggregations } from './aggregations/aggregation.ts'
import { parseAggregations } from './aggregations/parse-aggregations.ts'
import { BodyFault, unknownField } from './body-fault.ts'
import { illegalArgument, toFlag, toInteger, tokenName, toNumber } from './body-values.ts'
import { parseQuery } from './parse-query.ts'
import type { Query } from './query.ts'
import { isScoreOnly, parseSort, parseSortParameter, type SortField } from './sort.ts'
import { parseSourceFilter, type SourceFilter, sourceFilterOfParameters } from './source-filter.ts'
import { parseTimeValue } from './time-value.ts'

export interface SearchRequest {
  query: Query
  from: number
  size: number
  /** Undefined: by score. */
  sort: readonly SortField[] | undefined
  searchAfter: readonly unknown[] | undefined
  /** Up to how many hits are counted; undefined: not at all. */
  countUpTo: number | undefined
  source: SourceFilter
  /** `stored_fields: _none_`: hits without ids and sources. */
  bare: boolean
  seqNo: boolean
  version: boolean
  trackScores: boolean
  minScore: number | undefined
  aggregations: Aggregations | undefined
  /** The names of aggregations say what they are. */
  typedKeys: boolean
  pit: { id: string; keepAlive: number | undefined } | undefined
  totalAsNumber: boolean
}

type Parameters = Readonly<Record<string, string>>
type Body = Readonly<Record<string, unknown>>

const KEYS = new Set([
  'query',
  'from',
  'size',
  'sort',
  'search_after',
  'track_total_hits',
  '_source',
  'stored_fields',
  'seq_no_primary_term',
  'version',
  'track_scores',
  'min_score',
  'aggs',
  'aggregations',
  'pit',
  'timeout',
  'terminate_after',
])
const DEFAULT_COUNT = 10_000

/** One error for a request that contradicts itself. */
export const invalidRequest = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'action_request_validation_exception', `Validation Failed: 1: ${reason};`)

const parameter = (query: Parameters, name: string): number | undefined => {
  const text = query[name]
  if (text === undefined) return undefined
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new ElasticsearchException(
    400,
    'illegal_argument_exception',
    `Failed to parse int parameter [${name}] with value [${text}]`,
    {
      caused_by: { type: 'number_format_exception', reason: `For input string: "${text}"` },
    },
  )
}

const parseCount = (value: unknown): number | undefined => {
  if (value === undefined) return DEFAULT_COUNT
  if (value === true || value === 'true') return Infinity
  if (value === false || value === 'false') return undefined
  const limit = toInteger(value)
  if (limit < -1)
    throw illegalArgument(`[track_total_hits] parameter must be positive or equals to -1, got ${limit}`)
  return limit === -1 ? undefined : limit
}

const parsePit = (value: unknown): SearchRequest['pit'] => {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw new BodyFault(`Unknown key for a ${tokenName(value)} in [pit].`, ['pit'])
  const { id, keep_alive: keepAlive, ...rest } = value
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw unknownField('pit', ['pit', unknown])
  if (typeof id !== 'string') throw illegalArgument('Required [id]')
  return {
    id,
    keepAlive: keepAlive === undefined ? undefined : parseTimeValue('keep_alive', shown(keepAlive)),
  }
}

const checkBody = (body: Body): void => {
  for (const key of Object.keys(body)) {
    if (!KEYS.has(key)) throw new BodyFault(`Unknown key for a ${tokenName(body[key])} in [${key}].`, [key])
  }
  for (const key of ['query', 'aggs', 'aggregations'] as const) {
    if (body[key] !== undefined && !isRecord(body[key])) {
      throw new BodyFault(`Unknown key for a ${tokenName(body[key])} in [${key}].`, [key])
    }
  }
}

const checkRange = (from: number, size: number): void => {
  if (from < 0) throw illegalArgument(`[from] parameter cannot be negative but was [${from}]`)
  if (size < 0) throw illegalArgument(`[size] parameter cannot be negative, found [${size}]`)
}

const parseSearchAfter = (value: unknown): readonly unknown[] | undefined => {
  if (value === undefined) return undefined
  if (!Array.isArray(value))
    throw new BodyFault(`Unknown key for a ${tokenName(value)} in [search_after].`, ['search_after'])
  return value
}

const sortOf = (
  body: Body,
  query: Parameters,
  after: readonly unknown[] | undefined,
): readonly SortField[] | undefined => {
  const given = query['sort'] === undefined ? body['sort'] : undefined
  const sort =
    query['sort'] === undefined
      ? given === undefined
        ? []
        : parseSort(given, ['sort'])
      : parseSortParameter(query['sort'])
  if (sort.length === 0 || isScoreOnly(sort)) return undefined
  // A point in time breaks ties by the document's place, unless the caller goes on from a list without it.
  const complete = sort.some((field) => field.field === '_shard_doc') || after?.length === sort.length
  return body['pit'] === undefined || complete ? sort : [...sort, ...parseSort('_shard_doc', ['sort'])]
}

/** Parses a search from its body and its URL parameters, which go first. */
export const parseSearchRequest = (body: Body, query: Parameters): SearchRequest => {
  checkBody(body)
  const from = parameter(query, 'from') ?? toInteger(body['from'] ?? 0)
  const size = parameter(query, 'size') ?? toInteger(body['size'] ?? 10)
  checkRange(from, size)
  const searchAfter = parseSearchAfter(body['search_after'])
  if (searchAfter !== undefined && from > 0) {
    throw invalidRequest('[from] parameter must be set to 0 when [search_after] is used')
  }
  if (body['timeout'] !== undefined) parseTimeValue('timeout', shown(body['timeout']))
  toInteger(query['terminate_after'] ?? body['terminate_after'] ?? 0)
  const bare = (query['stored_fields'] ?? body['stored_fields']) === '_none_'
  const source =
    sourceFilterOfParameters(query) ??
    (body['_source'] === undefined ? undefined : parseSourceFilter(body['_source'], ['_source']))
  if (bare && source !== undefined && source !== false)
    throw invalidRequest('[stored_fields] cannot be disabled if [_source] is requested')
  if (!bare && (query['stored_fields'] ?? body['stored_fields']) !== undefined) {
    throw illegalArgument('[stored_fields] is known to local Elasticsearch only as [_none_]. Use [_source].')
  }
  const aggregations = body['aggs'] ?? body['aggregations']
  return {
    query: parseQuery(body['query'] ?? { match_all: {} }, ['query']),
    from,
    size,
    sort: sortOf(body, query, searchAfter),
    searchAfter,
    countUpTo: parseCount(query['track_total_hits'] ?? body['track_total_hits']),
    source: source ?? true,
    bare,
    seqNo: toFlag(query['seq_no_primary_term'] ?? body['seq_no_primary_term'] ?? false),
    version: toFlag(query['version'] ?? body['version'] ?? false),
    trackScores: toFlag(query['track_scores'] ?? body['track_scores'] ?? false),
    minScore: body['min_score'] === undefined ? undefined : toNumber(body['min_score']),
    aggregations:
      aggregations === undefined
        ? undefined
        : parseAggregations(aggregations, [body['aggs'] === undefined ? 'aggregations' : 'aggs'], parseQuery),
    typedKeys: toFlag(query['typed_keys'] ?? false),
    pit: parsePit(body['pit']),
    totalAsNumber: toFlag(query['rest_total_hits_as_int'] ?? false),
  }
}
