import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import type { Connector } from '../protocol/connector.ts'
import { featuresOf } from '../protocol/features.ts'

/**
 * What a connector that was made without its fields or features lacks, as the service that runs it puts it there: Kibana
 * shows no form before that, and no rules. Undefined where it lacks nothing, or nobody here knows what.
 */
export const lackingFields = (
  { configuration, features, service_type: type }: Connector,
  version: string,
): Record<string, unknown> | undefined => {
  const [schema, known] = [configurationSchemaOf(type ?? ''), featuresOf(type ?? '', version)]
  if (schema === undefined || known === undefined) return undefined
  const lacking = {
    ...(Object.keys(configuration).length === 0 && { configuration: schema, status: 'needs_configuration' }),
    ...(features == null && { features: known }),
  }
  return Object.keys(lacking).length === 0 ? undefined : lacking
}
