import { allOf, type Required } from '../privileges/required.ts'
import { leasesIndex, stateIndex } from '../protocol/patchbay-indices.ts'
import { policyIndex } from '../protocol/policy.ts'
import { connectorIndices, needsConnectorIndices } from '../protocol/privilege-names.ts'
import { runsIndex } from '../run-log/event.ts'
import { appendTo, onCluster, onIndices } from './grants.ts'

export const services = ['worker', 'bot'] as const
export type Service = (typeof services)[number]

/** What the key of a service grants, by the version of the cluster. */
export const serviceGrants = (service: Service, version: string): Required => {
  if (service === 'bot') {
    return allOf(
      onCluster(version, 'monitor'),
      appendTo(runsIndex),
      onIndices([policyIndex], 'read'),
      onIndices([stateIndex, leasesIndex], 'read', 'write'),
    )
  }
  // Not the content indices: a worker writes those with each connector's own key.
  return allOf(
    onCluster(version, 'monitor', 'manage_connector', 'read_connector_secrets'),
    {
      cluster: [],
      index: [
        {
          names: [connectorIndices],
          privileges: ['all'],
          ...(needsConnectorIndices(version) ? {} : { allowRestricted: true }),
        },
      ],
    },
    onIndices([leasesIndex], 'read', 'write'),
  )
}
