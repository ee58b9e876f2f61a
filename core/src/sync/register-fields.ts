import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import type { Connector } from '../protocol/connector.ts'
import { featuresOf } from '../protocol/features.ts'

/**
 * What a connector that was made without its fields lacks, as the service that runs it puts it there: Kibana shows no
 * form before that, and no rules. Undefined where it lacks nothing, or nobody here knows what.
 */
export const lackingFields = (
  { configuration, features, service_type: type }: Connector,
  version: string,
): Record<string, unknown> | undefined => {
  if (type == null || Object.keys(configuration).length > 0) return undefined
  const schema = configurationSchemaOf(type)
  if (schema === undefined) return undefined
  return {
    configuration: schema,
    status: 'needs_configuration',
    ...(features == null && { features: featuresOf(type, version) }),
  }
}
