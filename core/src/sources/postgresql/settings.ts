import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { ConfigurationValues } from '../data-source.ts'

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

/** The catalogue's fields for postgresql. `fetch_size` and `retry_count` have no use here: rows come as one stream. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => {
  const parsed = settingsSchema.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? 'configuration'
  const problem = values[field] === undefined ? 'is missing' : `is not valid: ${issue?.message ?? ''}`
  throw new PatchbayError('configuration.invalid', `The field ${field} of the configuration ${problem}.`, {
    field,
    next: 'Correct it in the configuration of the connector.',
  })
}

/** PEM text as it was before a one-line input field turned its line breaks into blanks. */
export const reflowPem = (pem: string): string =>
  pem.replaceAll(
    /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g,
    (_all, label: string, body: string) =>
      `-----BEGIN ${label}-----\n${body.trim().split(/\s+/).join('\n')}\n-----END ${label}-----\n`,
  )
