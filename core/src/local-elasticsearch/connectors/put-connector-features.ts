import type { Route } from '../http/route.ts'
import { BuildFailure, buildingParser, objectParser, optional } from '../xcontent/object-parser.ts'
import { boolean } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { nullPointer } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const feature = buildingParser({
  name: 'connector_feature_enabled',
  fields: { enabled: optional(boolean) },
  build: ({ enabled }) => {
    if (enabled !== undefined) return { enabled }
    throw new BuildFailure({
      type: 'null_pointer_exception',
      reason: 'Cannot invoke "java.lang.Boolean.booleanValue()" because "<parameter1>[0]" is null',
    })
  },
})

const features = objectParser('connector_features', {
  document_level_security: optional(feature),
  incremental_sync: optional(feature),
  native_connector_api_keys: optional(feature),
  sync_rules: optional(
    objectParser('sync_rules_features', { advanced: optional(feature), basic: optional(feature) }),
  ),
})

const parser = objectParser(
  'connector_update_features_request',
  { features: optional(features) },
  { strict: true },
)

/** `PUT /_connector/{id}/_features`: what was sent is merged into what is there. */
export const putConnectorFeatures = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_features',
  action: 'cluster:admin/xpack/connector/update_features',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const part = parser.parse(await request.text())
    validate(emptyId('connector_id', id))
    if (part.features === undefined) throw nullPointer()
    return mergeIntoConnector(context, id, { features: part.features })
  },
})
