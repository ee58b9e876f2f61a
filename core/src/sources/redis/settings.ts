import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  username: z.string().optional(),
  password: z.string().optional(),
  /** `*`, or numbers. */
  database: z.array(z.string().regex(/^(\*|\d+)$/, 'a number, or * for all')).min(1),
  ssl_enabled: z.boolean().default(false),
  mutual_tls_enabled: z.boolean().default(false),
  /** Paths on the worker's machine. */
  tls_certfile: z.string().optional(),
  tls_keyfile: z.string().optional(),
})

/** The catalogue's fields for redis. */
export type Settings = z.infer<typeof settingsSchema> & Looking

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
