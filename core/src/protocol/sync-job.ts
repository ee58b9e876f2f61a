import { z } from 'zod'
import { jsonObjectSchema } from '../lib/json.ts'
import { configurationSchema, jobTypes, pipelineSchema, syncStatuses } from './connector.ts'

/** Sync job documents as Elasticsearch stores them (`.elastic-connectors-sync-jobs*`). Times are ISO 8601, UTC. */
export const syncJobSchema = z.looseObject({
  id: z.string(),
  status: z.enum(syncStatuses),
  job_type: z.enum(jobTypes).default('full'),
  trigger_method: z.enum(['on_demand', 'scheduled']).default('on_demand'),
  created_at: z.string(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  canceled_at: z.string().nullish(),
  cancelation_requested_at: z.string().nullish(),
  last_seen: z.string().nullish(),
  error: z.string().nullish(),
  worker_hostname: z.string().nullish(),
  indexed_document_count: z.number().default(0),
  /** MiB, of real JSON bytes. */
  indexed_document_volume: z.number().default(0),
  deleted_document_count: z.number().default(0),
  total_document_count: z.number().nullish(),
  metadata: jsonObjectSchema.nullish(),
  connector: z.looseObject({
    id: z.string(),
    index_name: z.string().nullish(),
    service_type: z.string().nullish(),
    language: z.string().nullish(),
    filtering: z.unknown().optional(),
    pipeline: pipelineSchema.partial().nullish(),
    configuration: configurationSchema.nullish(),
    sync_cursor: jsonObjectSchema.nullish(),
  }),
})
export type SyncJob = z.infer<typeof syncJobSchema>
