import type { AddressRules } from '../protocol/address-rules.ts'
import type { ConfigurationValues, DataSource, DataSourceDefinition } from './data-source.ts'
import { reachOf } from './reach.ts'

/**
 * The only way by which a connector's configuration comes to a source.
 * @throws PatchbayError `source.refused` where it leads to an address that is not allowed; nothing was sent then.
 */
export const openSource = async (
  definition: DataSourceDefinition,
  values: ConfigurationValues,
  rules: AddressRules | undefined,
): Promise<DataSource> => {
  const reach = reachOf(rules)
  for (const place of definition.hosts(values)) await reach.check(place)
  return definition.open(values, reach.lookup)
}
