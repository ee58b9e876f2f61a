import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { ActionSet } from './action-set.ts'
import { actions } from './action-set.ts'
import { matcherOf } from './pattern.ts'
import { versionAtLeast } from './version-at-least.ts'

const read = 'indices:data/read/'
const write = 'indices:data/write/'
const admin = 'indices:admin/'
const fieldCaps = [`${read}field_caps*`, `${read}xpack/rollup/get/index/caps*`]

const definitions: Readonly<Record<string, ActionSet>> = {
  manage_failure_store: actions(),
  read_failure_store: actions(),
  none: actions(),
  create_doc: actions(
    `${write}index`,
    `${write}index[*`,
    `${write}index:op_type/create`,
    `${write}bulk*`,
    `${write}simulate/bulk*`,
  ),
  create: actions(`${write}index*`, `${write}bulk*`, `${write}simulate/bulk*`),
  auto_configure: actions(`${admin}mapping/auto_put`, `${admin}auto_create`),
  create_index: actions(`${admin}create`, `${admin}auto_create`, `${admin}data_stream/create`),
  delete: actions(`${write}delete*`, `${write}bulk*`),
  delete_index: actions(`${admin}delete`, `${admin}data_stream/delete`),
  index: actions(`${write}index*`, `${write}bulk*`, `${write}simulate/bulk*`, `${write}update*`),
  maintenance: actions(`${admin}refresh*`, `${admin}flush*`, `${admin}synced_flush`, `${admin}forcemerge*`),
  manage_data_stream_lifecycle: actions(`${admin}data_stream/lifecycle/*`),
  manage_follow_index: actions(
    ...['xpack/ccr/put_follow', 'xpack/ccr/unfollow', 'close*', 'data_stream/promote', 'rollover'].map(
      (name) => admin + name,
    ),
  ),
  manage_ilm: actions(`${admin}ilm/*`),
  manage_leader_index: actions(`${admin}xpack/ccr/forget_follower*`),
  monitor: actions('indices:monitor/*'),
  view_index_metadata: actions(
    ...[
      'aliases/get',
      'get',
      'mappings/fields/get*',
      'mappings/get',
      'shards/search_shards',
      'validate/query*',
    ].map((name) => admin + name),
    ...['ilm/explain', 'data_stream/get', 'resolve/index', 'resolve/cluster'].map((name) => admin + name),
    'indices:monitor/settings/get',
    ...fieldCaps,
  ),
  cross_cluster_replication: actions(
    `${read}xpack/ccr/shard_changes*`,
    `${admin}xpack/ccr/forget_follower*`,
    'indices:monitor/stats*',
    'indices:internal/admin/ccr/restore/*',
  ),
  cross_cluster_replication_internal: actions(
    'indices:internal/admin/ccr/restore/*',
    'internal:transport/proxy/indices:internal/admin/ccr/restore/*',
  ),
  manage: actions('indices:monitor/*', `${admin}*`, ...fieldCaps),
  read: actions(`${read}*`, `${admin}resolve/index`, `${admin}resolve/cluster`),
  read_cross_cluster: actions(`internal:transport/proxy/${read}*`, `${admin}shards/search_shards`),
  write: actions(`${write}*`, `${admin}mapping/auto_put`),
  all: actions('indices:*', 'internal:transport/proxy/indices:*'),
}

const since: Readonly<Record<string, string>> = {
  manage_failure_store: '8.19.0',
  read_failure_store: '8.19.0',
}

export interface IndexPrivileges {
  /** Names, from the one that grants least to the one that grants most: the order of Elasticsearch's messages. */
  names: readonly string[]
  /** A named privilege or an action pattern. Throws 400 `unknown index privilege`. */
  resolve(name: string): ActionSet
  /** Names of those that grant this action. */
  granting(action: string): readonly string[]
}

const isIndexAction = matcherOf(['indices:*', 'internal:transport/proxy/indices:*'])

/** The index privileges of a version such as `8.17.10`. */
export const indexPrivileges = (version: string): IndexPrivileges => {
  const known = new Map(
    Object.entries(definitions).filter(([name]) => versionAtLeast(version, since[name] ?? '0')),
  )
  const names = [...known.keys()]
  return {
    names,
    resolve: (sent) => {
      const name = sent.toLowerCase()
      if (isIndexAction(name)) return actions(`${name}*`)
      const found = known.get(name)
      if (found) return found
      throw new ElasticsearchException(
        400,
        'illegal_argument_exception',
        `unknown index privilege [${name}]. a privilege must be either one of the predefined fixed indices privileges ` +
          `[${names.map((known) => `${known}=[${known}]`).join(',')}] or a pattern over one of the available index actions`,
      )
    },
    granting: (action) =>
      [...known].filter(([, { include }]) => matcherOf(include)(action)).map(([name]) => name),
  }
}
