import { z } from 'zod'
import { isAtLeast } from './cluster-version.ts'
import type { Connector } from './connector.ts'
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

const switchSchema = z.object({ enabled: z.boolean() }).nullish()
const documentSchema = z.object({
  document_level_security: switchSchema,
  incremental_sync: switchSchema,
  sync_rules: z.object({ basic: switchSchema, advanced: switchSchema }).nullish(),
})

/** What a connector offers, as operations name it; what it says nothing about is left out. */
export const featureSwitches = ({ features }: Pick<Connector, 'features'>) => {
  const now = documentSchema.parse(features ?? {})
  const [dls, incremental] = [now.document_level_security?.enabled, now.incremental_sync?.enabled]
  const [basic, advanced] = [now.sync_rules?.basic?.enabled, now.sync_rules?.advanced?.enabled]
  return {
    ...(dls === undefined ? {} : { documentLevelSecurity: dls }),
    ...(incremental === undefined ? {} : { incrementalSync: incremental }),
    ...(basic === undefined ? {} : { basicRules: basic }),
    ...(advanced === undefined ? {} : { advancedRules: advanced }),
  }
}
