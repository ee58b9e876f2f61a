import { illegalArgument } from '../http/common-errors.ts'
import { didYouMean } from '../xcontent/did-you-mean.ts'
import type { Route } from '../http/route.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { copiesOf } from './index-settings.ts'
import type { Resolver } from './resolve-indices.ts'
import { expansionParameters } from './resolve-indices.ts'

const metrics = ['docs', 'store']

const sizes = (documents: number, bytes: number) => ({
  docs: { count: documents, deleted: 0, total_size_in_bytes: bytes },
  store: { size_in_bytes: bytes, total_data_set_size_in_bytes: bytes, reserved_in_bytes: 0 },
})

const wantedOf = (path: string, given: string | undefined): string[] => {
  const names = given?.split(',') ?? ['_all']
  const unknown = names.find((name) => name !== '_all' && !metrics.includes(name))
  if (unknown !== undefined) {
    const near = didYouMean(unknown, metrics)
    throw illegalArgument(
      `request [${path}] contains unrecognized metric: [${unknown}]${near === '' ? '' : ` ->${near}`}`,
    )
  }
  return names.includes('_all') ? metrics : names
}

/** `_stats`: how many documents, and how large. What else Elasticsearch counts, this one doesn't. */
export const createStatsRoutes = (store: Store, resolve: Resolver): Route[] => {
  const action = 'indices:monitor/stats'
  const handle: Route['handle'] = ({ params, query, principal, path }) => {
    const wanted = wantedOf(path, params['metric'])
    const found = resolve({ expression: params['index'], query, principal, action })
    const of = (indices: readonly IndexRecord[]) => {
      const usages = indices.map((index) => store.usage(index))
      const all = sizes(
        usages.reduce((sum, { documents }) => sum + documents, 0),
        usages.reduce((sum, { bytes }) => sum + bytes, 0),
      )
      const shown = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)))
      return { primaries: shown, total: shown }
    }
    const shown = found.map((index) => {
      const health = copiesOf(index) > 1 ? 'yellow' : 'green'
      return [index.name, { uuid: index.uuid, health, status: 'open', ...of([index]) }] as const
    })
    const total = found.reduce((sum, index) => sum + copiesOf(index), 0)
    return {
      status: 200,
      body: {
        _shards: { total, successful: found.length, failed: 0 },
        _all: of(found),
        indices: Object.fromEntries(shown),
      },
    }
  }
  return ['/_stats', '/_stats/{metric}', '/{index}/_stats', '/{index}/_stats/{metric}'].map((path) => ({
    method: 'GET',
    path,
    query: [...expansionParameters, 'level', 'forbid_closed_indices'],
    action,
    handle,
  }))
}
