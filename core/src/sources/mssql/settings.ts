import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  username: z.string().min(1),
  password: z.string().default(''),
  database: z.string().min(1),
  schema: z.string().min(1),
  tables: z.array(z.string()).default(['*']),
  ssl_enabled: z.boolean().default(false),
  ssl_ca: z.string().optional(),
})

/**
 * The catalogue's fields for mssql. `fetch_size` has no use here: rows come as one stream. The worker reads `retry_count`. Nor has
 * `validate_host`: a certificate that is checked is checked for its host.
 */
export type Settings = z.infer<typeof settingsSchema> & Looking

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
