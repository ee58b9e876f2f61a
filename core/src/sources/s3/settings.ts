import { z } from 'zod'
import type { ConfigurationValues } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
  buckets: z.array(z.string().min(1)).min(1),
  aws_access_key_id: z.string().min(1),
  aws_secret_access_key: z.string().min(1),
  /** Seconds. */
  read_timeout: z.number().int().positive().default(90),
  /** Seconds. */
  connect_timeout: z.number().int().positive().default(90),
  max_attempts: z.number().int().positive().default(5),
  page_size: z.number().int().positive().max(1000).default(100),
})

/** The catalogue's fields for s3. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
