import { toReadConnectors, toReadIndex } from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { aclIndexName } from '../protocol/index-names.ts'

/** To read the identities of a connector. Without one: what reading those of any needs. */
export const toReadIdentities = (connector: Connector | undefined, version: string): Required => {
  const index = connector?.index_name
  return allOf(toReadConnectors(version), index ? toReadIndex(aclIndexName(index)) : nothing)
}
