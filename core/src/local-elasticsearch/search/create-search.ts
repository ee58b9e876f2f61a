import type { Request, Response, Route } from '../http/route.ts'
import { isRecord } from '../mappings/is-record.ts'
import type { IndexRecord } from '../store/store.ts'
import { BodyFault } from './body-fault.ts'
import { illegalArgument, toFlag } from './body-values.ts'
import { deleteByQuery } from './delete-by-query.ts'
import { createOldVersions } from './old-versions.ts'
import { parseBody } from './parse-body.ts'
import { Readers } from './readers.ts'
import { renderSearch } from './render-hits.ts'
import type { Target } from './entry.ts'
import { runSearch } from './run-search.ts'
import type { SearchDeps } from './search-deps.ts'
import { SearchContexts } from './search-contexts.ts'
import { invalidRequest, parseSearchRequest, type SearchRequest } from './search-request.ts'
import { isPattern } from '../indices/resolve-indices.ts'
import { catAnswer, catParameters, clockCells, countColumns } from '../cat/cat-table.ts'
import { multiSearch } from './multi-search.ts'
import {
  COUNT_PARAMETERS,
  DELETE_PARAMETERS,
  INDEX_PARAMETERS,
  MULTI_PARAMETERS,
  SEARCH_PARAMETERS,
} from './search-parameters.ts'
import { parseTimeValue } from './time-value.ts'
import { visibilityOf } from '../visibility/visibility.ts'

const ACTIONS = {
  search: 'indices:data/read/search',
  openPit: 'indices:data/read/open_point_in_time',
  closePit: 'indices:data/read/close_point_in_time',
  scroll: 'indices:data/read/scroll',
  clearScroll: 'indices:data/read/scroll/clear',
  deleteByQuery: 'indices:data/write/delete/byquery',
  delete: 'indices:data/write/delete',
} as const

const json = (text: string): Response => ({
  status: 200,
  body: text,
  headers: { 'content-type': 'application/json' },
})

/** The ids of `{"scroll_id": "a"}` or `{"scroll_id": ["a", "b"]}`. */
const scrollIds = (body: Readonly<Record<string, unknown>>): string[] => {
  const value = body['scroll_id']
  return (Array.isArray(value) ? value : [value]).filter((id) => typeof id === 'string')
}

const unknownParameter = (body: Readonly<Record<string, unknown>>, known: readonly string[]): void => {
  const unknown = Object.keys(body).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw illegalArgument(`Unknown parameter [${unknown}] in request body or parameter is of the wrong type`)
}

/** `_search`, `_count`, points in time, scrolls and `_delete_by_query`. */
export const createSearch = (deps: SearchDeps): { routes: readonly Route[] } => {
  const { store, authorizer, now } = deps
  const readers = new Readers(store)
  const contexts = new SearchContexts({ takeSnapshot: createOldVersions(deps), store, now })

  const resolve = ({ params, query, principal }: Request, action: string): readonly IndexRecord[] => {
    const found = deps.resolve(params['index'] ?? '*', {
      ignoreUnavailable: toFlag(query['ignore_unavailable'] ?? false),
      allowNoIndices: toFlag(query['allow_no_indices'] ?? true),
      expandWildcards: query['expand_wildcards'],
    })
    // However they are named, indices are searched, and their equal hits listed, by name.
    const indices = found.toSorted((left, right) => (left.name < right.name ? -1 : 1))
    // Rights to plain names are asked for before; without names, and by patterns, all is meant that may be read.
    return params['index'] === undefined || params['index'].split(',').some(isPattern)
      ? indices.filter(({ name, aliases }) =>
          [name, ...Object.keys(aliases)].some((one) => authorizer.may(principal, action, one)),
        )
      : indices
  }

  /** The indices of the request, each with what the caller may see of it. */
  const targetsOf = (http: Request): Target[] =>
    resolve(http, ACTIONS.search).map((index) => seen(http, { index, reader: readers.of(index) }))

  const seen = ({ principal, params }: Request, target: Target): Target => {
    const asked = { principal, action: ACTIONS.search, expression: params['index'] }
    return { ...target, visibility: visibilityOf(authorizer, target.index, asked) }
  }

  const search = (request: SearchRequest, targets: readonly Target[], first = ''): Response => {
    const started = performance.now()
    const found = runSearch(request, targets, { now: now() })
    const page = { ...found, entries: found.entries.slice(request.from) }
    const text = renderSearch(request, targets, { found: page, first, took: performance.now() - started })
    readers.trim()
    return json(text)
  }

  const startScroll = (http: Request, request: SearchRequest, keepAlive: number): Response => {
    if (request.size === 0) throw invalidRequest('[size] cannot be [0] in a scroll context')
    if (request.from > 0) throw invalidRequest('using [from] is not allowed in a scroll context')
    if (request.countUpTo === undefined)
      throw invalidRequest('disabling [track_total_hits] is not allowed in a scroll context')
    if (request.searchAfter !== undefined)
      throw invalidRequest('[search_after] cannot be used in a scroll context')
    const counted = { ...request, countUpTo: Infinity }
    const context = contexts.open(resolve(http, ACTIONS.search), http.principal, keepAlive)
    try {
      context.targets = context.targets.map((target) => seen(http, target))
      const found = runSearch(counted, context.targets, { now: now(), limit: Infinity })
      context.scroll = { request: counted, found, position: 0 }
      return nextPage(http, context.id, undefined)
    } catch (error) {
      contexts.close(context.id, http.principal)
      throw error
    }
  }

  const nextPage = (http: Request, id: string, keepAlive: number | undefined): Response => {
    const started = performance.now()
    const { targets, scroll } = contexts.use(id, http.principal, keepAlive)
    if (scroll === undefined) throw illegalArgument('Cannot parse scroll id')
    const { request, found, position } = scroll
    scroll.position += request.size
    const page = {
      ...found,
      entries: found.entries.slice(position, scroll.position),
      aggregations: position === 0 ? found.aggregations : undefined,
    }
    const first = `"_scroll_id":${JSON.stringify(id)},`
    return json(renderSearch(request, targets, { found: page, first, took: performance.now() - started }))
  }

  const handleSearch = async (http: Request): Promise<Response> => (await prepareSearch(http))()

  /** Reads the search at once; what it returns carries it out. */
  const prepareSearch = async (http: Request): Promise<() => Response> => {
    const request = parseBody(await http.text(), (body) => parseSearchRequest(body, http.query))
    return () => carryOut(http, request)
  }

  const carryOut = (http: Request, request: SearchRequest): Response => {
    if (request.pit !== undefined) {
      if (http.params['index'] !== undefined) {
        throw invalidRequest(
          '[indices] cannot be used with point in time. Do not specify any index with point in time.',
        )
      }
      const { id, targets } = contexts.use(request.pit.id, http.principal, request.pit.keepAlive)
      authorizer.authorize(
        http.principal,
        ACTIONS.search,
        targets.map(({ index }) => index.name),
      )
      const visible = targets.map((target) => seen(http, target))
      return search(request, visible, `"pit_id":${JSON.stringify(id)},`)
    }
    const scroll = http.query['scroll']
    if (scroll !== undefined) return startScroll(http, request, parseTimeValue('scroll', scroll))
    return search(request, targetsOf(http))
  }

  /** A search of `_msearch`: its index stands in the body, so that nobody has asked for the rights yet. */
  const prepareItem = async (http: Request): Promise<() => Response> => {
    const run = await prepareSearch(http)
    return () => {
      const names = http.params['index']?.split(',').filter((name) => !isPattern(name)) ?? []
      if (names.length > 0) authorizer.authorize(http.principal, ACTIONS.search, names)
      return run()
    }
  }

  const countTable = (http: Request): Response => {
    const request = parseSearchRequest({}, { track_total_hits: 'true', size: '0' })
    const { count } = runSearch(request, targetsOf(http), { now: now() })
    return catAnswer(countColumns, [{ ...clockCells(new Date(now())), count }], http.query)
  }

  const handleCount = async (http: Request): Promise<Response> => {
    const request = parseBody(await http.text(), (body) => {
      const unknown = Object.keys(body).find((key) => key !== 'query')
      if (unknown !== undefined)
        throw new BodyFault(`request does not support [${unknown}]`, [unknown], { at: 'key' })
      return parseSearchRequest(body, { track_total_hits: 'true', size: '0' })
    })
    const targets = targetsOf(http)
    const { count, failures } = runSearch(request, targets, { now: now() })
    readers.trim()
    const failed = failures.length
    return {
      status: 200,
      body: {
        count,
        _shards: { total: targets.length, successful: targets.length - failed, skipped: 0, failed },
      },
    }
  }

  const openPit = (http: Request): Response => {
    const keepAlive = http.query['keep_alive']
    if (keepAlive === undefined) throw invalidRequest('[keep_alive] is not specified')
    const { id, targets } = contexts.open(
      resolve(http, ACTIONS.openPit),
      http.principal,
      parseTimeValue('keep_alive', keepAlive),
    )
    return {
      status: 200,
      body: { id, _shards: { total: targets.length, successful: targets.length, skipped: 0, failed: 0 } },
    }
  }

  const closePit = async (http: Request): Promise<Response> => {
    const body = parseBody(await http.text(), (sent) => sent)
    unknownParameter(body, ['id'])
    if (typeof body['id'] !== 'string') throw illegalArgument('Required [id]')
    const closed = contexts.close(body['id'], http.principal)
    return { status: closed ? 200 : 404, body: { succeeded: closed, num_freed: closed ? 1 : 0 } }
  }

  const scrollOn = async (http: Request): Promise<Response> => {
    const body = parseBody(await http.text(), (sent) => ({ ...http.query, ...sent }))
    unknownParameter(body, ['scroll', 'scroll_id', 'rest_total_hits_as_int'])
    const [id] = [
      ...scrollIds(body),
      ...(http.params['scroll_id'] === undefined ? [] : [http.params['scroll_id']]),
    ]
    if (id === undefined) throw invalidRequest('scrollId is missing')
    const keepAlive =
      typeof body['scroll'] === 'string' ? parseTimeValue('scroll', body['scroll']) : undefined
    return nextPage(http, id, keepAlive)
  }

  const clearScroll = async (http: Request): Promise<Response> => {
    const body = parseBody(await http.text(), (sent) => (isRecord(sent) ? sent : {}))
    unknownParameter(body, ['scroll_id'])
    const ids = [...scrollIds(body), ...(http.params['scroll_id']?.split(',') ?? [])]
    if (ids.length === 0) throw invalidRequest('no scroll ids specified')
    const freed = ids.includes('_all')
      ? contexts.closeScrolls(http.principal)
      : ids.filter((id) => contexts.close(id, http.principal)).length
    return { status: freed > 0 ? 200 : 404, body: { succeeded: true, num_freed: freed } }
  }

  const handleDelete = (http: Request): Promise<Response> => {
    const indices = resolve(http, ACTIONS.deleteByQuery)
    const names = indices.map((index) => index.name)
    for (const action of [ACTIONS.search, ACTIONS.delete]) authorizer.authorize(http.principal, action, names)
    const targets = indices.map((index) => seen(http, { index, reader: readers.of(index) }))
    return deleteByQuery(deps, { targets, trim: () => readers.trim() }, http)
  }

  const both = (path: string, route: Omit<Route, 'method' | 'path'>): Route[] => [
    { method: 'GET', path, ...route },
    { method: 'POST', path, ...route },
  ]
  const searching = { query: SEARCH_PARAMETERS, action: ACTIONS.search, handle: handleSearch }
  const several = {
    query: MULTI_PARAMETERS,
    action: 'indices:data/read/msearch',
    handle: (http: Request) => multiSearch(http, prepareItem),
  }
  const tabling = { query: catParameters, action: ACTIONS.search, handle: countTable }
  const counting = { query: COUNT_PARAMETERS, action: ACTIONS.search, handle: handleCount }
  const scrolling = {
    query: ['scroll', 'scroll_id', 'rest_total_hits_as_int'],
    action: ACTIONS.scroll,
    handle: scrollOn,
  }
  const clearing = { action: ACTIONS.clearScroll, handle: clearScroll }
  return {
    routes: [
      ...both('/_search', searching),
      ...both('/{index}/_search', searching),
      ...both('/_msearch', several),
      // Not `{index}`: the rights are asked search by search.
      ...both('/{target}/_msearch', several),
      ...['/_cat/count', '/_cat/count/{index}'].map((path): Route => ({ method: 'GET', path, ...tabling })),
      ...both('/_count', counting),
      ...both('/{index}/_count', counting),
      {
        method: 'POST',
        path: '/{index}/_pit',
        query: [...INDEX_PARAMETERS, 'keep_alive', 'allow_partial_search_results'],
        action: ACTIONS.openPit,
        handle: openPit,
      },
      { method: 'DELETE', path: '/_pit', action: ACTIONS.closePit, handle: closePit },
      ...both('/_search/scroll', scrolling),
      ...both('/_search/scroll/{scroll_id}', scrolling),
      { method: 'DELETE', path: '/_search/scroll', ...clearing },
      { method: 'DELETE', path: '/_search/scroll/{scroll_id}', ...clearing },
      {
        method: 'POST',
        path: '/{index}/_delete_by_query',
        query: DELETE_PARAMETERS,
        action: ACTIONS.deleteByQuery,
        handle: handleDelete,
      },
    ],
  }
}
