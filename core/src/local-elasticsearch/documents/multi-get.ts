import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { indexNotFound, parseFailure, validationFailed } from '../http/common-errors.ts'
import type { Request, Response, Route } from '../http/route.ts'
import { findTarget } from '../indices/find-target.ts'
import type { Authorizer } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import { visibilityOf, visibleRow } from '../visibility/visibility.ts'
import { isObject } from '../xcontent/is-object.ts'
import { readJson } from '../xcontent/read-json.ts'
import type { SourceFilter } from './filter-source.ts'
import { sourceFilter, sourceFilterOf, sourceParameters } from './filter-source.ts'
import { showDocument, showMissing } from './show-document.ts'

interface Wanted {
  index: string
  id: string
  filter: SourceFilter | undefined
}

const known = ['_index', '_id', '_source']
const itemAction = 'indices:data/read/mget[shard]'

const readItem = (
  item: unknown,
  at: number,
  fallback: string | undefined,
  filter: SourceFilter | undefined,
): Wanted => {
  const wanted = isObject(item) ? item : {}
  const unknown = Object.keys(wanted).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw parseFailure(`failed to parse multi get request. unknown field [${unknown}]`)
  const { _index: index = fallback, _id: id, _source: source } = wanted
  const complaints = [
    ...(index === undefined ? [`index is missing for doc ${at}`] : []),
    ...(id === undefined || id === null ? [`id is missing for doc ${at}`] : []),
  ]
  if (complaints.length > 0) throw validationFailed(...complaints)
  return {
    index: String(index),
    id: String(id),
    filter: source === undefined ? filter : sourceFilterOf(source),
  }
}

const readWanted = (
  text: string,
  fallback: string | undefined,
  filter: SourceFilter | undefined,
): Wanted[] => {
  if (text === '') throw parseFailure('request body or source parameter is required')
  const body = readJson(text)
  const { docs = [], ids = [], ...others } = isObject(body) ? body : {}
  const unknown = Object.keys(others)[0]
  if (unknown !== undefined)
    throw parseFailure(`unknown key [${unknown}] for a START_ARRAY, expected [docs] or [ids]`)
  const items = [
    ...(Array.isArray(docs) ? docs : []),
    ...(Array.isArray(ids) ? ids.map((id: unknown) => ({ _id: id })) : []),
  ]
  if (items.length === 0) throw validationFailed('no documents to get')
  return items.map((item, at) => readItem(item, at, fallback, filter))
}

/** `_mget`: each document by itself, realtime; what one item may not or can't is its own error. */
export const createMultiGetRoutes = (store: Store, authorizer: Authorizer): Route[] => {
  const show = (request: Request, { index: name, id, filter }: Wanted): string => {
    try {
      const { principal } = request
      authorizer.authorize(principal, itemAction, [name])
      const index = findTarget(store, name)
      if (index === undefined) throw indexNotFound(name)
      const visibility = visibilityOf(authorizer, index, { principal, action: itemAction, expression: name })
      const row = visibleRow(store.document(index, id), index, visibility)
      return row === undefined ? showMissing(index.name, id) : showDocument(index, row, filter)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      const body = error.toBody()
      return JSON.stringify({ _index: name, _id: id, error: isObject(body) ? body['error'] : undefined })
    }
  }
  const handle = async (request: Request): Promise<Response> => {
    const wanted = readWanted(await request.text(), request.params['target'], sourceFilter(request.query))
    return { status: 200, body: `{"docs":[${wanted.map((item) => show(request, item)).join(',')}]}` }
  }
  const query = [...sourceParameters, 'realtime', 'refresh', 'preference']
  return (['GET', 'POST'] as const).flatMap((method): Route[] =>
    // Not `{index}`: the rights are asked item by item.
    ['/_mget', '/{target}/_mget'].map((path) => ({
      method,
      path,
      query,
      action: 'indices:data/read/mget',
      handle,
    })),
  )
}
