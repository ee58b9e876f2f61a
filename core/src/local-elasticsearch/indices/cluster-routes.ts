import type { Route } from '../http/route.ts'
import type { Store } from '../store/create-store.ts'
import { copiesOf } from './index-settings.ts'

export interface ClusterInfo {
  name: string
  uuid: string
  /** Such as `8.17.10`. */
  version: string
}

const describe = ({ name, uuid, version }: ClusterInfo): unknown => {
  const major = Number(version.split('.', 1)[0])
  return {
    name: 'local',
    cluster_name: name,
    cluster_uuid: uuid,
    version: {
      number: version,
      build_flavor: 'default',
      build_type: 'patchbay',
      build_hash: '0000000000000000000000000000000000000000',
      build_date: '2025-01-01T00:00:00.000000000Z',
      build_snapshot: false,
      lucene_version: major < 9 ? '9.12.0' : '10.1.0',
      minimum_wire_compatibility_version: major < 9 ? '7.17.0' : '8.18.0',
      minimum_index_compatibility_version: major < 9 ? '7.0.0' : '8.0.0',
    },
    tagline: 'You Know, for Search',
  }
}

/** As `_cluster/health` shows it. */
export const health = (cluster: ClusterInfo, store: Store) => {
  const indices = store.indices()
  const active = indices.length
  const unassigned = indices.reduce((sum, index) => sum + copiesOf(index) - 1, 0)
  return {
    cluster_name: cluster.name,
    status: unassigned > 0 ? 'yellow' : 'green',
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: active,
    active_shards: active,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: unassigned,
    unassigned_primary_shards: 0,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: active === 0 ? 100 : (100 * active) / (active + unassigned),
  }
}

/** `GET /` and `_cluster/health`. */
export const createClusterRoutes = (cluster: ClusterInfo, store: Store): Route[] => {
  const info = describe(cluster)
  const waits = [
    'wait_for_status',
    'timeout',
    'master_timeout',
    'local',
    'level',
    'wait_for_no_initializing_shards',
    'wait_for_no_relocating_shards',
    'wait_for_active_shards',
  ]
  return [
    ...(['GET', 'HEAD'] as const).map((method): Route => ({
      method,
      path: '/',
      action: 'cluster:monitor/main',
      handle: () => ({ status: 200, body: info }),
    })),
    {
      method: 'GET',
      path: '/_cluster/health',
      query: waits,
      action: 'cluster:monitor/health',
      handle: () => ({ status: 200, body: health(cluster, store) }),
    },
  ]
}
