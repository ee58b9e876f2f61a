import { isAtLeast } from './cluster-version.ts'
import { findServiceType } from './service-types.ts'

const flag = (enabled: boolean): { enabled: boolean } => ({ enabled })

/**
 * The features document of a new connector, as Elastic's service and Kibana write it; undefined for a service type
 * that isn't in the catalogue. From 9.0 on there are no keys of managed connectors any more.
 */
export const featuresOf = (serviceType: string, version: string) => {
  const known = findServiceType(serviceType)
  if (known === undefined) return undefined
  const { basic_rules, advanced_rules, dls, incremental, native_connector_api_keys } = known.features
  return {
    document_level_security: flag(dls),
    incremental_sync: flag(incremental),
    native_connector_api_keys: flag(native_connector_api_keys && !isAtLeast(version, 9)),
    sync_rules: { basic: flag(basic_rules), advanced: flag(advanced_rules) },
  }
}
