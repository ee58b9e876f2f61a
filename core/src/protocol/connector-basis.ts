import type { Json, JsonObject } from '../lib/json.ts'
import { jsonSchema } from '../lib/json.ts'
import type { Connector } from './connector.ts'
import { isEmptyValue } from './configuration-value.ts'
import { isSecretValue } from './sensitive-fields.ts'

/** Who a connector is and where it writes: what every plan about it rests on. */
export const identityBasis = (connector: Connector): JsonObject => ({
  name: connector.name ?? null,
  indexName: connector.index_name ?? null,
  serviceType: connector.service_type ?? null,
  managed: connector.is_native,
})

/** Its configured values; of sensitive ones only whether they are set, since even a digest would tell a weak one. */
export const configurationBasis = (connector: Connector): JsonObject => {
  const shown = (key: string, value: unknown): Json => {
    if (isSecretValue(key, connector.configuration[key], value)) return { set: !isEmptyValue(value) }
    return jsonSchema.parse(value ?? null)
  }
  const values = Object.entries(connector.configuration).map(
    ([key, field]) => [key, shown(key, field.value)] as const,
  )
  return { ...identityBasis(connector), values: Object.fromEntries(values) }
}
