import type { Cluster } from '../deps.ts'
import { toIssueKey } from './connector-key.ts'
import { toManageConnectors, toReadLeases, toRetireKey } from './connector-privileges.ts'
import { allOf, type Required } from './required.ts'
import type { Connector } from '../protocol/connector.ts'
import { managedPrefix } from '../protocol/index-names.ts'

const kindOf = (connector: Connector | undefined, { version }: Cluster) => ({
  // Asked about no connector in particular: managed ones need the most.
  index: connector?.index_name || `${managedPrefix(version)}*`,
  managed: connector?.is_native ?? true,
})

/** What giving a connector a new key needs; without a connector: what it needs for managed ones in general. */
export const toGiveKey = (connector: Connector | undefined, cluster: Cluster): Required => {
  const { index, managed } = kindOf(connector, cluster)
  return allOf(toManageConnectors(cluster.version), toIssueKey(cluster.version, index, managed))
}

/** The same, and to take the old key away. */
export const toReplaceKey = (connector: Connector | undefined, cluster: Cluster): Required =>
  // The last: which syncs use the old key.
  allOf(toGiveKey(connector, cluster), toRetireKey(kindOf(connector, cluster).managed), toReadLeases)
