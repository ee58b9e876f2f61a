import type { Route } from '../http/route.ts'
import { matchesPattern } from '../http/matches-pattern.ts'
import { copiesOf } from '../indices/index-settings.ts'
import type { ClusterInfo } from '../indices/cluster-routes.ts'
import { health } from '../indices/cluster-routes.ts'
import type { Resolver } from '../indices/resolve-indices.ts'
import { expansionParameters } from '../indices/resolve-indices.ts'
import type { Authorizer } from '../security/principal.ts'
import type { Store } from '../store/create-store.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { CatColumn, CatRow } from './cat-table.ts'
import { catAnswer, catParameters, clockCells, clockColumns, sizeCell } from './cat-table.ts'

const indexColumns: readonly CatColumn[] = [
  { name: 'health', aliases: ['h'], about: 'green, or yellow while a replica has no place' },
  { name: 'status', aliases: ['s'], about: 'open' },
  { name: 'index', aliases: ['i', 'idx'], about: 'name of the index' },
  { name: 'uuid', aliases: ['id'], about: 'uuid of the index' },
  { name: 'pri', aliases: ['p', 'shards.primary'], about: 'primary shards', right: true },
  { name: 'rep', aliases: ['r', 'shards.replica'], about: 'replicas', right: true },
  { name: 'docs.count', aliases: ['dc', 'docsCount'], about: 'documents', right: true },
  { name: 'docs.deleted', aliases: ['dd', 'docsDeleted'], about: 'deleted documents', right: true },
  { name: 'creation.date', aliases: ['cd'], about: 'made at, in milliseconds', right: true, hidden: true },
  { name: 'creation.date.string', aliases: ['cds'], about: 'made at', hidden: true },
  { name: 'store.size', aliases: ['ss', 'storeSize'], about: 'size of all copies', right: true },
  { name: 'pri.store.size', about: 'size of the primaries', right: true },
  { name: 'dataset.size', about: 'size of the data', right: true },
]

const aliasColumns: readonly CatColumn[] = [
  { name: 'alias', aliases: ['a'], about: 'name of the alias' },
  { name: 'index', aliases: ['i', 'idx'], about: 'index that it points to' },
  { name: 'filter', aliases: ['f', 'fi'], about: 'filter' },
  { name: 'routing.index', aliases: ['ri'], about: 'routing of writes' },
  { name: 'routing.search', aliases: ['rs'], about: 'routing of searches' },
  { name: 'is_write_index', aliases: ['w'], about: 'whether writes go there' },
]

const healthColumns: readonly CatColumn[] = [
  ...clockColumns,
  { name: 'cluster', aliases: ['cl'], about: 'name of the cluster' },
  { name: 'status', aliases: ['st'], about: 'health' },
  { name: 'node.total', aliases: ['nt', 'nodeTotal'], about: 'nodes', right: true },
  { name: 'node.data', aliases: ['nd', 'nodeData'], about: 'nodes with data', right: true },
  { name: 'shards', aliases: ['sh'], about: 'shards', right: true },
  { name: 'pri', aliases: ['p'], about: 'primary shards', right: true },
  { name: 'relo', aliases: ['r'], about: 'shards that move', right: true },
  { name: 'init', aliases: ['i'], about: 'shards that start', right: true },
  { name: 'unassign', aliases: ['u'], about: 'shards without a place', right: true },
  { name: 'unassign.pri', aliases: ['up'], about: 'primary shards without a place', right: true },
  { name: 'pending_tasks', aliases: ['pt'], about: 'tasks that wait', right: true },
  { name: 'max_task_wait_time', aliases: ['mtwt'], about: 'longest wait of a task', right: true },
  { name: 'active_shards_percent', aliases: ['asp'], about: 'active shards', right: true },
]

export interface CatParts {
  store: Store
  cluster: ClusterInfo
  authorizer: Authorizer
  resolve: Resolver
}

const tables = [
  'indices',
  'indices/{index}',
  'count',
  'count/{index}',
  'health',
  'aliases',
  'aliases/{alias}',
]

/** `_cat`: tables for people. The one of `_cat/count` is with the searches. */
export const createCatRoutes = ({ store, cluster, authorizer, resolve }: CatParts): Route[] => {
  const indices: Route['handle'] = ({ params, query, principal }) => {
    authorizer.authorize(principal, 'cluster:monitor/state')
    const found = resolve({ expression: params['index'], query, principal, action: 'indices:monitor/stats' })
    const rows = found.map((index): CatRow => {
      const { documents, bytes } = store.usage(index)
      const size = sizeCell(bytes, query)
      const copies = copiesOf(index)
      return {
        health: copies > 1 ? 'yellow' : 'green',
        status: 'open',
        index: index.name,
        uuid: index.uuid,
        pri: 1,
        rep: copies - 1,
        'docs.count': documents,
        'docs.deleted': 0,
        'creation.date': index.createdAt,
        'creation.date.string': new Date(index.createdAt).toISOString(),
        'store.size': size,
        'pri.store.size': size,
        'dataset.size': size,
      }
    })
    return catAnswer(indexColumns, rows, query)
  }

  const aliases: Route['handle'] = ({ params, query, principal }) => {
    const names = (params['alias'] ?? '*').split(',')
    const action = 'indices:admin/aliases/get'
    const rows = resolve({ expression: undefined, query: { expand_wildcards: 'all' }, principal, action })
      .flatMap((index) =>
        Object.entries(index.aliases).map(([alias, options]) => ({ index, alias, options })),
      )
      .filter(({ alias }) => names.some((name) => matchesPattern(name, alias)))
      .map(({ index, alias, options }): CatRow => {
        const writes = isObject(options) ? options['is_write_index'] : undefined
        return {
          alias,
          index: index.name,
          filter: '-',
          'routing.index': '-',
          'routing.search': '-',
          is_write_index: typeof writes === 'boolean' ? String(writes) : '-',
        }
      })
    return catAnswer(aliasColumns, rows, query)
  }

  const healthTable: Route['handle'] = ({ query }) => {
    const found = health(cluster, store)
    const row: CatRow = {
      ...clockCells(new Date()),
      cluster: found.cluster_name,
      status: found.status,
      'node.total': 1,
      'node.data': 1,
      shards: found.active_shards,
      pri: found.active_primary_shards,
      relo: 0,
      init: 0,
      unassign: found.unassigned_shards,
      'unassign.pri': 0,
      pending_tasks: 0,
      max_task_wait_time: '-',
      active_shards_percent: `${found.active_shards_percent_as_number.toFixed(1)}%`,
    }
    return catAnswer(healthColumns, [row], query)
  }

  const list = `=^.^=\n${tables.map((table) => `/_cat/${table}\n`).join('')}`
  const both = (path: string, name: string, route: Pick<Route, 'query' | 'action' | 'handle'>): Route[] =>
    [path, `${path}/{${name}}`].map((one) => ({ method: 'GET', path: one, ...route }))
  return [
    {
      method: 'GET',
      path: '/_cat',
      query: ['help'],
      // Everybody may see which tables there are.
      action: 'cluster:admin/xpack/security/user/authenticate',
      handle: () => ({ status: 200, body: list, headers: { 'content-type': 'text/plain; charset=UTF-8' } }),
    },
    ...both('/_cat/indices', 'index', {
      query: [...catParameters, ...expansionParameters],
      action: 'indices:monitor/stats',
      handle: indices,
    }),
    ...both('/_cat/aliases', 'alias', {
      query: [...catParameters, 'expand_wildcards'],
      action: 'indices:admin/aliases/get',
      handle: aliases,
    }),
    {
      method: 'GET',
      path: '/_cat/health',
      query: [...catParameters, 'ts'],
      action: 'cluster:monitor/health',
      handle: healthTable,
    },
  ]
}
