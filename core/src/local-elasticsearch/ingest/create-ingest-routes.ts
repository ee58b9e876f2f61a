import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument, parseFailure } from '../http/common-errors.ts'
import { flagParameter } from '../http/query-parameters.ts'
import type { Route } from '../http/route.ts'
import { isPattern } from '../indices/resolve-indices.ts'
import { textSetting } from '../indices/index-settings.ts'
import { matchesPattern } from '../http/matches-pattern.ts'
import type { Store } from '../store/create-store.ts'
import { readJson } from '../xcontent/read-json.ts'
import type { Pipelines } from './pipelines.ts'
import { simulateRoutes } from './simulate-routes.ts'

const acknowledged = { status: 200, body: { acknowledged: true } }
const timeouts = ['master_timeout', 'timeout']

/** `_ingest/pipeline`. */
export const createIngestRoutes = (store: Store, pipelines: Pipelines): Route[] => {
  const select = (expression: string): string[] =>
    pipelines.ids().filter((id) => expression.split(',').some((part) => matchesPattern(part, id)))

  const get: Route['handle'] = ({ params, query }) => {
    const id = params['id'] ?? '*'
    const found = select(id)
    const status = found.length === 0 && !isPattern(id) ? 404 : 200
    const summary = flagParameter(query, 'summary')
    const shown = found.map((name) => [name, summary ? {} : pipelines.body(name)])
    return { status, body: Object.fromEntries(shown) }
  }

  const refuseInUse = (id: string): void => {
    for (const kind of ['default', 'final'] as const) {
      const users = store.indices().filter((index) => textSetting(index, `index.${kind}_pipeline`) === id)
      if (users.length === 0) continue
      const names = users
        .slice(0, 3)
        .map(({ name }) => name)
        .join(',')
      throw illegalArgument(
        `pipeline [${id}] cannot be deleted because it is the ${kind} pipeline for ${users.length} index(es) including [${names}]`,
      )
    }
  }

  return [
    ...simulateRoutes(pipelines),
    {
      method: 'GET',
      path: '/_ingest/pipeline',
      query: [...timeouts, 'summary'],
      action: 'cluster:admin/ingest/pipeline/get',
      handle: get,
    },
    {
      method: 'GET',
      path: '/_ingest/pipeline/{id}',
      query: [...timeouts, 'summary'],
      action: 'cluster:admin/ingest/pipeline/get',
      handle: get,
    },
    {
      method: 'PUT',
      path: '/_ingest/pipeline/{id}',
      query: timeouts,
      action: 'cluster:admin/ingest/pipeline/put',
      async handle(request) {
        const text = await request.text()
        if (text === '') throw parseFailure('request body or source parameter is required')
        pipelines.put(request.params['id'] ?? '', readJson(text))
        return acknowledged
      },
    },
    {
      method: 'DELETE',
      path: '/_ingest/pipeline/{id}',
      query: timeouts,
      action: 'cluster:admin/ingest/pipeline/delete',
      handle({ params }) {
        const id = params['id'] ?? ''
        const found = select(id)
        if (found.length === 0 && id !== '*') {
          throw new ElasticsearchException(404, 'resource_not_found_exception', `pipeline [${id}] is missing`)
        }
        for (const name of found) refuseInUse(name)
        for (const name of found) pipelines.remove(name)
        return acknowledged
      },
    },
  ]
}
