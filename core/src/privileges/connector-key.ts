import { aclIndexName } from '../protocol/index-names.ts'
import { connectorIndices, knowsPrivilege, needsConnectorIndices } from '../protocol/privilege-names.ts'
import { allOf, type Required } from './required.ts'

/** The name of a connector's API key and of the role in it, as Kibana and Elastic's own tools give them. */
export const connectorKeyName = (index: string): string => `${index}-connector`
export const connectorKeyRole = (index: string): string => `${index}-connector-role`

/** What a connector's API key grants, by the version of the cluster: the same as a key made by Kibana. */
export const connectorKeyGrants = (version: string, ...indices: readonly string[]): Required => ({
  cluster: ['monitor', ...(knowsPrivilege(version, 'manage_connector') ? ['manage_connector'] : [])],
  index: [
    {
      names: [...indices, ...indices.map(aclIndexName), connectorIndices],
      privileges: ['all'],
      // From 9.0 on the connector indices are restricted: a pattern leaves them out unless it says so.
      ...(needsConnectorIndices(version) ? {} : { allowRestricted: true }),
    },
  ],
})

/** To make that key: whoever makes it must hold all that it grants. `stored`: as a connector secret. */
export const toIssueKey = (version: string, index: string, stored: boolean): Required =>
  allOf(connectorKeyGrants(version, index), {
    cluster: ['manage_api_key', ...(stored ? ['write_connector_secrets'] : [])],
    index: [],
  })
