import { parseFailure } from '../http/common-errors.ts'
import { matchesPattern } from '../http/matches-pattern.ts'
import { flagParameter } from '../http/query-parameters.ts'
import type { Request, Response, Route } from '../http/route.ts'
import type { Store } from '../store/create-store.ts'
import { isObject } from '../xcontent/is-object.ts'
import { readJson } from '../xcontent/read-json.ts'
import { changeSettings, parseSettings, refuseFixed } from './index-settings.ts'
import type { Resolver } from './resolve-indices.ts'
import { expansionParameters } from './resolve-indices.ts'
import { showSettings } from './show-settings.ts'

/** `GET` and `PUT` of `_settings`. */
export const createSettingsRoutes = (store: Store, resolve: Resolver): Route[] => {
  const get = ({ params, query, principal }: Request): Response => {
    const action = 'indices:monitor/settings/get'
    const patterns = params['name']?.split(',').map((name) => (name === '_all' ? '*' : name))
    const matches = (name: string): boolean =>
      patterns?.some((pattern) => matchesPattern(pattern, name)) ?? true
    const flat = flagParameter(query, 'flat_settings')
    const shown = resolve({ expression: params['index'], query, principal, action })
      .map((index) => [index.name, { settings: showSettings(index, { flat, matches }) }] as const)
      .filter(([, { settings }]) => Object.keys(settings).length > 0)
    return { status: 200, body: Object.fromEntries(shown) }
  }

  const put = async (request: Request): Promise<Response> => {
    const { params, query, principal } = request
    const text = await request.text()
    if (text.trim() === '') throw parseFailure('request body is required')
    const body = readJson(text)
    const change = parseSettings(isObject(body) && isObject(body['settings']) ? body['settings'] : body)
    const action = 'indices:admin/settings/update'
    const found = resolve({ expression: params['index'], query, principal, action })
    refuseFixed(change, found)
    const keep = flagParameter(query, 'preserve_existing')
    store.commits.atomically(() => {
      for (const index of found) {
        const wanted = keep
          ? new Map([...change].filter(([name]) => !Object.hasOwn(index.settings, name)))
          : change
        store.updateIndex(index, { settings: changeSettings(index.settings, wanted) })
      }
    })
    return { status: 200, body: { acknowledged: true } }
  }

  const shown = [...expansionParameters, 'flat_settings', 'include_defaults', 'local', 'master_timeout']
  const changed = [...expansionParameters, 'preserve_existing', 'master_timeout', 'timeout']
  return [
    ...['/_settings', '/{index}/_settings', '/{index}/_settings/{name}'].map((path): Route => ({
      method: 'GET',
      path,
      query: shown,
      action: 'indices:monitor/settings/get',
      handle: get,
    })),
    {
      method: 'PUT',
      path: '/{index}/_settings',
      query: changed,
      action: 'indices:admin/settings/update',
      handle: put,
    },
  ]
}
