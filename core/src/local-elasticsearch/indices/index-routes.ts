import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument, indexNotFound, parseFailure } from '../http/common-errors.ts'
import { flagParameter } from '../http/query-parameters.ts'
import type { Request, Response, Route } from '../http/route.ts'
import { mergeMappings } from '../mappings/merge-mappings.ts'
import type { Authorizer } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { shownMappings } from '../visibility/field-filter.ts'
import { visibilityOf } from '../visibility/visibility.ts'
import { readJson } from '../xcontent/read-json.ts'
import { createIndex } from './create-index.ts'
import { copiesOf } from './index-settings.ts'
import { withSystemParts } from './system-indices.ts'
import type { Resolver } from './resolve-indices.ts'
import { expansionParameters, isPattern } from './resolve-indices.ts'
import { showSettings } from './show-settings.ts'

const timeouts = ['master_timeout', 'timeout']
const acknowledged = { status: 200, body: { acknowledged: true } }

const readBody = async (request: Request): Promise<unknown> => {
  const text = await request.text()
  return text.trim() === '' ? undefined : readJson(text)
}

const showIndex = (index: IndexRecord, mappings: unknown, flat: boolean): Record<string, unknown> => ({
  aliases: index.aliases,
  mappings,
  settings: showSettings(index, { flat }),
})

/** Making, showing and deleting indices, and their mappings. */
export const createIndexRoutes = ({
  store,
  authorizer,
  resolve,
}: {
  store: Store
  authorizer: Authorizer
  resolve: Resolver
}): Route[] => {
  const resolveFor =
    (action: string) =>
    ({ params, query, principal }: Request): IndexRecord[] =>
      resolve({ expression: params['index'], query, principal, action })

  /** The mappings, without fields that the caller may not see. */
  const mappingsFor =
    (action: string, { params, principal }: Request) =>
    (index: IndexRecord): unknown => {
      const asked = { principal, action, expression: params['index'] }
      const fields = visibilityOf(authorizer, index, asked)?.fields
      return fields === undefined ? index.mappings : shownMappings(index.mappings, fields)
    }

  const get = (request: Request): Response => {
    const flat = flagParameter(request.query, 'flat_settings')
    const action = 'indices:admin/get'
    const found = resolveFor(action)(request)
    const mappingsOf = mappingsFor(action, request)
    return {
      status: 200,
      body: Object.fromEntries(found.map((index) => [index.name, showIndex(index, mappingsOf(index), flat)])),
    }
  }

  const exists = (request: Request): Response => {
    try {
      const found = resolveFor('indices:admin/get')(request)
      return { status: found.length === 0 && request.query['allow_no_indices'] === 'false' ? 404 : 200 }
    } catch (error) {
      if (error instanceof ElasticsearchException && error.status === 404) return { status: 404 }
      throw error
    }
  }

  const remove = (request: Request): Response => {
    const names = (request.params['index'] ?? '').split(',')
    if (names.some((name) => isPattern(name) || name === '')) {
      throw illegalArgument('Wildcard expressions or all indices are not allowed')
    }
    const missing = names.filter((name) => store.index(name) === undefined)
    for (const name of missing) {
      if (store.behindAlias(name).length > 0) {
        const next = 'specify the corresponding concrete indices instead.'
        throw illegalArgument(`The provided expression [${name}] matches an alias, ${next}`)
      }
      if (!flagParameter(request.query, 'ignore_unavailable')) throw indexNotFound(name)
    }
    store.commits.atomically(() => {
      for (const name of new Set(names)) {
        const index = store.index(name)
        if (index !== undefined) store.deleteIndex(index)
      }
    })
    return acknowledged
  }

  const getMapping = (request: Request): Response => {
    const action = 'indices:admin/mappings/get'
    const mappingsOf = mappingsFor(action, request)
    const found = resolveFor(action)(request)
    const body = Object.fromEntries(found.map((index) => [index.name, { mappings: mappingsOf(index) }]))
    return { status: 200, body }
  }

  const putMapping = async (request: Request): Promise<Response> => {
    const body = await readBody(request)
    if (body === undefined) throw parseFailure('request body is required')
    const found = resolveFor('indices:admin/mapping/put')(request)
    const merged = found.map((index) => [index, mergeMappings(index.mappings, body, index.settings)] as const)
    store.commits.atomically(() => {
      for (const [index, mappings] of merged) store.updateIndex(index, { mappings })
    })
    return acknowledged
  }

  const refresh = (request: Request): Response => {
    const found = resolveFor('indices:admin/refresh')(request)
    const total = found.reduce((sum, index) => sum + copiesOf(index), 0)
    return { status: 200, body: { _shards: { total, successful: found.length, failed: 0 } } }
  }

  const shown = [
    ...expansionParameters,
    'flat_settings',
    'include_defaults',
    'local',
    'master_timeout',
    'features',
  ]
  const mapped = [...expansionParameters, 'local', 'master_timeout']
  return [
    {
      method: 'PUT',
      path: '/{index}',
      query: [...timeouts, 'wait_for_active_shards'],
      action: 'indices:admin/create',
      async handle(request) {
        const wanted = request.params['index'] ?? ''
        const { name } = createIndex(store, wanted, withSystemParts(wanted, await readBody(request)))
        return { status: 200, body: { acknowledged: true, shards_acknowledged: true, index: name } }
      },
    },
    { method: 'GET', path: '/{index}', query: shown, action: 'indices:admin/get', handle: get },
    { method: 'HEAD', path: '/{index}', query: shown, action: 'indices:admin/get', handle: exists },
    {
      method: 'DELETE',
      path: '/{index}',
      query: [...timeouts, ...expansionParameters],
      action: 'indices:admin/delete',
      handle: remove,
    },
    ...['/_mapping', '/{index}/_mapping'].map((path): Route => ({
      method: 'GET',
      path,
      query: mapped,
      action: 'indices:admin/mappings/get',
      handle: getMapping,
    })),
    ...(['PUT', 'POST'] as const).map((method): Route => ({
      method,
      path: '/{index}/_mapping',
      query: [...timeouts, ...expansionParameters],
      action: 'indices:admin/mapping/put',
      handle: putMapping,
    })),
    ...(['GET', 'POST'] as const).flatMap((method) =>
      ['/_refresh', '/{index}/_refresh'].map((path): Route => ({
        method,
        path,
        query: expansionParameters,
        action: 'indices:admin/refresh',
        handle: refresh,
      })),
    ),
  ]
}
