import { z } from 'zod'
import { jsonObjectSchema } from '../lib/json.ts'

/** Connector documents as Elasticsearch stores them (`.elastic-connectors*`); absent and null are the same. */
const connectorStatuses = ['created', 'needs_configuration', 'configured', 'connected', 'error'] as const
export const syncStatuses = [
  'canceling',
  'canceled',
  'completed',
  'error',
  'in_progress',
  'pending',
  'suspended',
] as const
export const jobTypes = ['full', 'incremental', 'access_control'] as const

export type SyncStatus = (typeof syncStatuses)[number]
export type JobType = (typeof jobTypes)[number]

const text = z.string().nullish()
const count = z.number().nullish()
const syncStatus = z.enum(syncStatuses).nullish()
const schedule = z.object({
  enabled: z.boolean().default(false),
  interval: z.string().default('0 0 0 * * ?'),
})
export type Schedule = z.infer<typeof schedule>

export const configurationFieldSchema = z.looseObject({
  label: z.string().nullish(),
  value: z.unknown().optional(),
  default_value: z.unknown().optional(),
  type: z.enum(['str', 'int', 'list', 'bool']).nullish(),
  required: z.boolean().nullish(),
  sensitive: z.boolean().nullish(),
  depends_on: z.array(z.object({ field: z.string(), value: z.unknown() })).nullish(),
  options: z.array(z.object({ label: z.string(), value: z.unknown() })).nullish(),
  validations: z.array(z.object({ type: z.string(), constraint: z.unknown() })).nullish(),
  order: z.number().nullish(),
  tooltip: text,
  ui_restrictions: z.array(z.string()).nullish(),
})
export type ConfigurationField = z.infer<typeof configurationFieldSchema>
export const configurationSchema = z.record(z.string(), configurationFieldSchema)
export type Configuration = z.infer<typeof configurationSchema>

export const pipelineSchema = z.object({
  name: z.string().default('search-default-ingestion'),
  extract_binary_content: z.boolean().default(true),
  reduce_whitespace: z.boolean().default(true),
  run_ml_inference: z.boolean().default(true),
})

export type Pipeline = z.infer<typeof pipelineSchema>

/** Everything but `configuration`: what lists read. */
export const connectorSummarySchema = z.looseObject({
  id: z.string(),
  name: text,
  description: text,
  index_name: text,
  service_type: text,
  language: text,
  is_native: z
    .boolean()
    .nullish()
    .transform((v) => v ?? false),
  status: z.enum(connectorStatuses).catch('created'),
  error: text,
  deleted: z.boolean().nullish(),
  last_seen: text,
  last_synced: text,
  last_sync_status: syncStatus,
  last_sync_error: text,
  last_sync_scheduled_at: text,
  last_incremental_sync_scheduled_at: text,
  last_access_control_sync_status: syncStatus,
  last_access_control_sync_error: text,
  last_access_control_sync_scheduled_at: text,
  last_indexed_document_count: count,
  last_deleted_document_count: count,
  api_key_id: text,
  api_key_secret_id: text,
  scheduling: z
    .object({
      full: schedule.optional(),
      incremental: schedule.optional(),
      access_control: schedule.optional(),
    })
    .nullish(),
  features: z.looseObject({}).nullish(),
  pipeline: pipelineSchema.partial().nullish(),
})
export type ConnectorSummary = z.infer<typeof connectorSummarySchema>

export const connectorSchema = connectorSummarySchema.extend({
  configuration: configurationSchema.nullish().transform((v) => v ?? {}),
  filtering: z.array(jsonObjectSchema).nullish(),
  sync_cursor: jsonObjectSchema.nullish(),
})
export type Connector = z.infer<typeof connectorSchema>
