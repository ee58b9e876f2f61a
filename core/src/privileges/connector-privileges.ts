import { aclIndexName } from '../protocol/index-names.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import { connectorIndices, knowsPrivilege, needsConnectorIndices } from '../protocol/privilege-names.ts'
import type { Required } from './required.ts'

/** What operations on connectors and jobs need, by the version of the cluster (`8.17.10`). */
const connectorApi = (version: string, cluster: string, index: readonly string[]): Required => ({
  cluster: knowsPrivilege(version, cluster) ? [cluster] : [],
  index: needsConnectorIndices(version) ? [{ names: [connectorIndices], privileges: index }] : [],
})

/** To see connectors and sync jobs. */
export const toReadConnectors = (version: string): Required =>
  connectorApi(version, 'monitor_connector', ['read'])

/** To change connectors and sync jobs. */
export const toManageConnectors = (version: string): Required =>
  connectorApi(version, 'manage_connector', ['read', 'write'])

/** To make a content index, or to look whether it is there. */
export const toMakeIndex = (index: string): Required => ({
  cluster: [],
  index: [{ names: [index], privileges: ['create_index', 'view_index_metadata'] }],
})

/** To count the documents of a content index. */
export const toReadIndex = (index: string): Required => ({
  cluster: [],
  index: [{ names: [index], privileges: ['read', 'view_index_metadata'] }],
})

/** To delete a content index and its access control index. */
export const toDropIndex = (index: string): Required => ({
  cluster: [],
  index: [
    { names: [index, aclIndexName(index)], privileges: ['delete_index', 'read', 'view_index_metadata'] },
  ],
})

/** To take a connector's key and secret away. */
export const toRetireKey = (hasSecret: boolean): Required => ({
  cluster: ['manage_api_key', ...(hasSecret ? ['write_connector_secrets'] : [])],
  index: [],
})

/** To see which workers live, and what they work on. */
export const toReadLeases: Required = { cluster: [], index: [{ names: [leasesIndex], privileges: ['read'] }] }

/** How long one wasn't seen is told by Elasticsearch's clock, which has to be asked. */
export const toSeeWorkers: Required = { ...toReadLeases, cluster: ['monitor'] }

/** To see API keys of others: when they were made, whether they are valid; never the keys themselves. */
export const toSeeKeys: Required = { cluster: ['manage_api_key'], index: [] }
