import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { isObject } from '../xcontent/is-object.ts'
import { createIndex } from './create-index.ts'

const keyword = { type: 'keyword' }
const text = { type: 'text' }
const date = { type: 'date' }
const boolean = { type: 'boolean' }
const long = { type: 'long' }
const integer = { type: 'integer' }
const object = { type: 'object' }
const fields = (properties: Record<string, unknown>): { properties: Record<string, unknown> } => ({
  properties,
})

const schedule = fields({ enabled: boolean, interval: text })
const rules = fields({
  advanced_snippet: fields({ created_at: date, updated_at: date, value: object }),
  rules: fields({
    created_at: date,
    field: keyword,
    id: keyword,
    order: { type: 'short' },
    policy: keyword,
    rule: keyword,
    updated_at: date,
    value: keyword,
  }),
  validation: fields({ errors: fields({ ids: keyword, messages: text }), state: keyword }),
})
const pipeline = fields({
  extract_binary_content: boolean,
  name: keyword,
  reduce_whitespace: boolean,
  run_ml_inference: boolean,
})
const enabled = fields({ enabled: boolean })

const connectors = {
  api_key_id: keyword,
  api_key_secret_id: keyword,
  configuration: object,
  custom_scheduling: object,
  deleted: boolean,
  description: text,
  error: keyword,
  features: fields({
    document_level_security: enabled,
    filtering_advanced_config: boolean,
    filtering_rules: boolean,
    incremental_sync: enabled,
    native_connector_api_keys: enabled,
    sync_rules: fields({ advanced: enabled, basic: enabled }),
  }),
  filtering: fields({ active: rules, domain: keyword, draft: rules }),
  index_name: keyword,
  is_native: boolean,
  language: keyword,
  last_access_control_sync_error: keyword,
  last_access_control_sync_scheduled_at: date,
  last_access_control_sync_status: keyword,
  last_deleted_document_count: long,
  last_incremental_sync_scheduled_at: date,
  last_indexed_document_count: long,
  last_seen: date,
  last_sync_error: keyword,
  last_sync_scheduled_at: date,
  last_sync_status: keyword,
  last_synced: date,
  name: keyword,
  pipeline,
  scheduling: fields({ access_control: schedule, full: schedule, incremental: schedule }),
  service_type: keyword,
  status: keyword,
  sync_cursor: object,
  sync_now: boolean,
}

const syncJobs = {
  cancelation_requested_at: date,
  canceled_at: date,
  completed_at: date,
  connector: fields({
    configuration: object,
    filtering: rules,
    id: keyword,
    index_name: keyword,
    language: keyword,
    pipeline,
    service_type: keyword,
    sync_cursor: object,
  }),
  created_at: date,
  deleted_document_count: integer,
  error: keyword,
  indexed_document_count: integer,
  indexed_document_volume: integer,
  job_type: keyword,
  last_seen: date,
  metadata: object,
  started_at: date,
  status: keyword,
  total_document_count: integer,
  trigger_method: keyword,
  worker_hostname: keyword,
}

interface SystemIndex {
  name: string
  alias: string
  mappings: Record<string, unknown>
}

const known: readonly SystemIndex[] = [
  {
    name: '.elastic-connectors-v1',
    alias: '.elastic-connectors',
    mappings: { dynamic: 'false', ...fields(connectors) },
  },
  {
    name: '.elastic-connectors-sync-jobs-v1',
    alias: '.elastic-connectors-sync-jobs',
    mappings: { dynamic: 'false', ...fields(syncJobs) },
  },
  {
    name: '.connector-secrets-1',
    alias: '.connector-secrets',
    mappings: { dynamic: 'strict', ...fields({ value: keyword }) },
  },
]

const bodyOf = (system: SystemIndex) => ({
  settings: { hidden: true, number_of_replicas: 0 },
  mappings: system.mappings,
  aliases: { [system.alias]: { is_hidden: true } },
})

/**
 * Makes the index that a first write needs. Those of the Connector APIs get their mappings and alias, whether index or
 * alias was named; any other is empty.
 */
export const autoCreateIndex = (store: Store, target: string): IndexRecord => {
  const system = known.find(({ name, alias }) => name === target || alias === target)
  return system === undefined ? createIndex(store, target) : createIndex(store, system.name, bodyOf(system))
}

/** The body of `PUT /{index}`. Elastic's service makes the indices of the Connector APIs itself, and says nothing of them. */
export const withSystemParts = (name: string, body: unknown): unknown => {
  const system = known.find((one) => one.name === name)
  return system === undefined ? body : { ...bodyOf(system), ...(isObject(body) ? body : {}) }
}
