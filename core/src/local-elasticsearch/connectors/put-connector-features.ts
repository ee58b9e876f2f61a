import { BuildFailure, buildingParser, objectParser, optional } from '../xcontent/object-parser.ts'
import { boolean } from '../xcontent/values.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { nullPointer } from './refusals.ts'
import { putPart } from './put-part.ts'

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

/** `PUT /_connector/{id}/_features`: what was sent is merged into what is there. */
export const putConnectorFeatures = putPart(
  'features',
  { features: optional(features) },
  async (context, id, part) => {
    if (part.features === undefined) throw nullPointer()
    return mergeIntoConnector(context, id, { features: part.features })
  },
)
