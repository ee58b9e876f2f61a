import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { ActionSet } from './action-set.ts'
import { actions } from './action-set.ts'
import { matcherOf } from './pattern.ts'
import { versionAtLeast } from './version-at-least.ts'

export interface ClusterPrivilege extends ActionSet {
  name: string
  /** Counts only where the request is about the caller's own API keys. */
  ownKeysOnly?: true
}

const xpack = 'cluster:admin/xpack/'
const security = `${xpack}security/`
const allCluster = ['cluster:*', 'indices:admin/template/*', 'indices:admin/index_template/*']
const transform = ['cluster:monitor/data_frame/*', 'cluster:monitor/transform/*']
const manageTransform = ['cluster:admin/data_frame/*', 'cluster:admin/transform/*', ...transform]
const hasPrivileges = `${security}user/has_privileges`
const clusterState = 'cluster:monitor/state'

const readSecurity = [
  'api_key/get',
  'api_key/query',
  'privilege/builtin/get',
  'privilege/get',
  'profile/get',
  'profile/has_privileges',
  'profile/suggest',
  'role/get',
  'role/query',
  'role_mapping/get',
  'service_account/get',
  'service_account/credential/get*',
  'settings/get',
  'user/get',
  'user/has_privileges',
  'user/list_privileges',
  'user/query',
]

const definitions: Readonly<Record<string, ActionSet>> = {
  manage_own_api_key: actions(`${security}api_key/*`),
  manage_data_stream_global_retention: actions('cluster:admin/data_stream/global_retention/*'),
  monitor_data_stream_global_retention: actions('cluster:monitor/data_stream/global_retention/*'),
  none: actions(),
  cancel_task: actions('cluster:admin/tasks/cancel*'),
  cross_cluster_replication: actions(
    'cluster:internal/remote_cluster/handshake',
    'cluster:internal/remote_cluster/nodes',
  ),
  cross_cluster_search: actions(
    'cluster:internal/remote_cluster/handshake',
    'cluster:monitor/xpack/enrich/esql/resolve_policy',
  ),
  delegate_pki: actions(`${security}delegate_pki`, `${security}token/invalidate`),
  grant_api_key: actions(`${security}api_key/grant*`),
  manage_autoscaling: actions('cluster:admin/autoscaling/*'),
  manage_index_templates: actions(...allCluster.slice(1), 'cluster:admin/component_template/*'),
  manage_logstash_pipelines: actions('cluster:admin/logstash/pipeline/*'),
  manage_oidc: actions(`${security}oidc/*`),
  manage_saml: actions(`${security}saml/*`, `${security}token/invalidate`, `${security}token/refresh`),
  manage_search_application: actions(`${xpack}application/search_application/*`),
  manage_search_query_rules: actions(`${xpack}query/rules/*`),
  manage_search_synonyms: actions('cluster:admin/synonyms/*', 'cluster:admin/synonym_rules/*'),
  manage_service_account: actions(`${security}service_account/*`),
  manage_token: actions(`${security}token/*`),
  manage_user_profile: actions(`${security}profile/*`),
  monitor_connector: actions(
    ...['connector/get', 'connector/list', 'connector/sync_job/get', 'connector/sync_job/list'].map(
      (name) => xpack + name,
    ),
  ),
  monitor_enrich: actions('cluster:monitor/xpack/enrich/*', `${xpack}enrich/get`),
  monitor_inference: actions(
    'cluster:monitor/xpack/inference*',
    'cluster:monitor/xpack/ml/trained_models/deployment/infer',
  ),
  monitor_ml: actions('cluster:monitor/xpack/ml/*'),
  monitor_rollup: actions('cluster:monitor/xpack/rollup/*'),
  monitor_snapshot: actions(
    'cluster:admin/snapshot/status*',
    'cluster:admin/snapshot/get',
    'cluster:admin/repository/get',
  ),
  monitor_stats: actions('cluster:monitor/stats*'),
  monitor_text_structure: actions('cluster:monitor/text_structure/*'),
  monitor_watcher: actions('cluster:monitor/xpack/watcher/*'),
  post_behavioral_analytics_event: actions(`${xpack}application/analytics/post_event`),
  read_ccr: actions(clusterState, hasPrivileges),
  read_connector_secrets: actions(`${xpack}connector/secret/get`),
  read_fleet_secrets: actions('cluster:admin/fleet/secrets/get'),
  read_ilm: actions('cluster:admin/ilm/get', 'cluster:admin/ilm/operation_mode/get'),
  read_pipeline: actions('cluster:admin/ingest/pipeline/get', 'cluster:admin/ingest/pipeline/simulate'),
  read_security: actions(...readSecurity.map((name) => security + name)),
  read_slm: actions('cluster:admin/slm/get', 'cluster:admin/ilm/operation_mode/get'),
  transport_client: actions('cluster:monitor/nodes/liveness', clusterState),
  write_connector_secrets: actions(
    ...['delete', 'post', 'put'].map((name) => `${xpack}connector/secret/${name}`),
  ),
  write_fleet_secrets: actions('cluster:admin/fleet/secrets/delete', 'cluster:admin/fleet/secrets/post'),
  create_snapshot: actions(
    'cluster:admin/snapshot/create',
    'cluster:admin/snapshot/status*',
    'cluster:admin/snapshot/get',
    'cluster:admin/repository/get',
  ),
  manage_behavioral_analytics: actions(`${xpack}application/analytics/*`),
  manage_ccr: actions(`${xpack}ccr/*`, clusterState, hasPrivileges),
  manage_connector: { include: [`${xpack}connector/*`], exclude: [`${xpack}connector/secret/*`] },
  manage_enrich: actions(`${xpack}enrich/*`),
  manage_ilm: actions('cluster:admin/ilm/*'),
  manage_inference: actions(
    `${xpack}inference/*`,
    'cluster:monitor/xpack/inference*',
    `${xpack}ml/trained_models/deployment/start`,
    'cluster:monitor/xpack/ml/trained_models/deployment/infer',
  ),
  manage_ml: actions(`${xpack}ml/*`, 'cluster:monitor/xpack/ml/*'),
  manage_rollup: actions(`${xpack}rollup/*`, 'cluster:monitor/xpack/rollup/*'),
  manage_slm: actions(
    'cluster:admin/slm/*',
    ...['start', 'stop', 'operation_mode/get'].map((name) => `cluster:admin/ilm/${name}`),
  ),
  manage_watcher: actions(`${xpack}watcher/*`, 'cluster:monitor/xpack/watcher/*'),
  monitor_data_frame_transforms: actions(...transform),
  monitor_transform: actions(...transform),
  manage_api_key: actions(`${security}api_key/*`),
  manage_ingest_pipelines: actions('cluster:admin/ingest/pipeline/*'),
  manage_pipeline: actions('cluster:admin/ingest/pipeline/*'),
  manage_data_frame_transforms: actions(...manageTransform),
  manage_transform: actions(...manageTransform),
  manage_security: { include: [`${security}*`], exclude: [`${security}delegate_pki`] },
  monitor: actions(
    'cluster:monitor/*',
    'indices:admin/template/get',
    'cluster:admin/component_template/get',
    'indices:admin/index_template/get',
  ),
  manage: { include: allCluster, exclude: [`${security}*`] },
  all: actions(...allCluster),
}

const since: Readonly<Record<string, string>> = {
  manage_connector: '8.15.0',
  monitor_connector: '8.15.0',
  read_connector_secrets: '8.13.0',
  write_connector_secrets: '8.13.0',
}

export interface ClusterPrivileges {
  /** Names, from the one that grants least to the one that grants most: the order of Elasticsearch's messages. */
  names: readonly string[]
  /** A named privilege or an action pattern. Throws 400 `unknown cluster privilege`. */
  resolve(name: string): ClusterPrivilege
  /** Names of those that grant this action; `ownKeys`: the request is about the caller's own API keys. */
  granting(action: string, ownKeys: boolean): readonly string[]
}

const ownKeysMark = (name: string) => (name === 'manage_own_api_key' ? ({ ownKeysOnly: true } as const) : {})

/** What everybody with `manage_own_api_key` may do to keys that are theirs. */
export const isOwnKeyAction = matcherOf(
  ['create', 'get', 'invalidate', 'query', 'update', 'bulk_update'].map(
    (name) => `${security}api_key/${name}`,
  ),
)

const isClusterPattern = matcherOf(allCluster)

/** True for an action that cluster privileges decide about. */
export const isClusterAction = (action: string): boolean => isClusterPattern(action)

/** The cluster privileges of a version such as `8.17.10`. */
export const clusterPrivileges = (version: string): ClusterPrivileges => {
  const known = new Map(
    Object.entries(definitions)
      .filter(([name]) => versionAtLeast(version, since[name] ?? '0'))
      .map(([name, set]): [string, ClusterPrivilege] => [name, { name, ...set, ...ownKeysMark(name) }]),
  )
  const names = [...known.keys()]
  return {
    names,
    resolve: (sent) => {
      const name = sent.toLowerCase()
      if (isClusterAction(name)) return { name, ...actions(`${name}*`) }
      const found = known.get(name)
      if (found) return found
      throw new ElasticsearchException(
        400,
        'illegal_argument_exception',
        `unknown cluster privilege [${name}]. a privilege must be either one of the predefined cluster privilege names ` +
          `[${names.join(',')}] or a pattern over one of the available cluster actions`,
      )
    },
    granting: (action, ownKeys) =>
      [...known.values()]
        .filter(({ include, exclude, ownKeysOnly }) =>
          ownKeysOnly
            ? ownKeys && isOwnKeyAction(action)
            : matcherOf(include)(action) && !matcherOf(exclude)(action),
        )
        .map(({ name }) => name),
  }
}
