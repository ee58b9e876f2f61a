import { connectorKeyGrants } from '../privileges/connector-key.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import { policyIndex } from '../protocol/policy.ts'
import { runsIndex } from '../run-log/event.ts'
import { appendTo, onCluster, onIndices } from './grants.ts'

/** What everybody needs who asks for anything here: the cluster's version, the run log, the policy, who is alive. */
export const memberGrants = (version: string): Required =>
  allOf(onCluster(version, 'monitor'), appendTo(runsIndex), onIndices([policyIndex, leasesIndex], 'read'))

/** What the four roles of Patchbay grant, by the version of the cluster; `indices` are where connectors may write. */
export const patchbayRoles = (
  version: string,
  indices: readonly string[],
): Readonly<Record<string, Required>> => {
  const member = memberGrants(version)
  const contents = [...indices, ...indices.map(aclIndexName)]
  return {
    'patchbay-member': member,
    'patchbay-operator': allOf(
      member,
      // Of pipelines they see whether the one that a connector is given is there.
      onCluster(version, 'monitor_connector', 'manage_api_key', 'write_connector_secrets', 'read_pipeline'),
      // Whoever makes a connector's key must hold all that the key grants.
      connectorKeyGrants(version, ...indices),
    ),
    // For plans: how large an index is, not what is in its documents.
    'patchbay-approver': allOf(
      member,
      toReadConnectors(version),
      onIndices(contents, 'view_index_metadata', 'monitor'),
    ),
    'patchbay-admin': allOf(
      member,
      toReadConnectors(version),
      onCluster(version, 'read_security'),
      appendTo(policyIndex),
    ),
  }
}
