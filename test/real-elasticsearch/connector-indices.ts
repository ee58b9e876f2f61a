import type { Client, estypes } from '@elastic/elasticsearch'

const fieldTypes = ['keyword', 'text', 'boolean', 'integer', 'long', 'date', 'object'] as const
type FieldType = (typeof fieldTypes)[number]

/** Field types of Elasticsearch's own connector indices in 8.x; what is not named here is kept but not searchable. */
const connectorFields = {
  keyword:
    'api_key_id connector_id error index_name language last_access_control_sync_error last_access_control_sync_status ' +
    'last_sync_error last_sync_status name pipeline.name service_type status filtering.domain',
  text: 'description scheduling.access_control.interval scheduling.full.interval scheduling.incremental.interval',
  boolean:
    'is_native sync_now pipeline.extract_binary_content pipeline.reduce_whitespace pipeline.run_ml_inference ' +
    'scheduling.access_control.enabled scheduling.full.enabled scheduling.incremental.enabled ' +
    'features.incremental_sync.enabled features.sync_rules.advanced.enabled features.sync_rules.basic.enabled',
  long: 'last_deleted_document_count last_indexed_document_count',
  date: 'last_access_control_sync_scheduled_at last_incremental_sync_scheduled_at last_seen last_sync_scheduled_at last_synced',
  object: 'configuration custom_scheduling sync_cursor',
} as const

const syncJobFields = {
  keyword:
    'connector.id connector.index_name connector.language connector.pipeline.name connector.service_type error job_type ' +
    'status trigger_method worker_hostname',
  integer: 'deleted_document_count indexed_document_count indexed_document_volume total_document_count',
  date: 'cancelation_requested_at canceled_at completed_at created_at last_seen started_at',
  object: 'connector.configuration connector.sync_cursor metadata',
} as const

/** The concrete index of each alias, as Elasticsearch names them. */
const connectorIndices = [
  { index: '.elastic-connectors-v1', alias: '.elastic-connectors', fields: connectorFields },
  {
    index: '.elastic-connectors-sync-jobs-v1',
    alias: '.elastic-connectors-sync-jobs',
    fields: syncJobFields,
  },
  { index: '.connector-secrets-1', alias: '.connector-secrets', fields: {} },
] as const

/** Makes the indices that Elasticsearch's own Connector APIs would make. `client` reaches restricted indices. */
export const createConnectorIndices = async (client: Client): Promise<void> => {
  // Every distribution of Elasticsearch has this one; the processor for attachments is not published for ours.
  await client.ingest.putPipeline({
    id: 'search-default-ingestion',
    processors: [
      {
        remove: {
          field: ['_extract_binary_content', '_reduce_whitespace', '_run_ml_inference'],
          ignore_missing: true,
        },
      },
    ],
  })
  for (const { index, alias, fields } of connectorIndices) {
    await client.indices.create({
      index,
      aliases: { [alias]: {} },
      settings: { hidden: true, number_of_shards: 1, auto_expand_replicas: '0-3' },
      mappings: { dynamic: 'false' as const, properties: asProperties(fields) },
    })
  }
}

/** One field a line; Elasticsearch makes objects of dotted names. */
const asProperties = (fields: Readonly<Partial<Record<FieldType, string>>>) => {
  const properties: Record<string, estypes.MappingProperty> = {}
  for (const type of fieldTypes) {
    for (const path of fields[type]?.split(' ') ?? []) properties[path] = { type }
  }
  return properties
}
