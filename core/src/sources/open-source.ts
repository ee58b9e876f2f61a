import type { AddressRules } from '../protocol/address-rules.ts'
import { checkFolder } from './check-folder.ts'
import type { ConfigurationValues, DataSource, DataSourceDefinition } from './data-source.ts'
import { reachOf } from './reach.ts'

/**
 * The only way by which a connector's configuration comes to a source.
 * @throws PatchbayError `source.refused` where it leads to an address or a folder that is not allowed; nothing was sent
 * or read then.
 */
export const openSource = async (
  definition: DataSourceDefinition,
  values: ConfigurationValues,
  rules: AddressRules | undefined,
): Promise<DataSource> => {
  const reach = reachOf(rules)
  for (const place of definition.hosts(values)) await reach.check(place)
  await checkFolder(definition.serviceType, values, rules)
  return definition.open(values, reach.lookup)
}
