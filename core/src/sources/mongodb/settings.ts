import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
  host: z.string().min(1),
  user: z.string().optional(),
  password: z.string().optional(),
  database: z.string().min(1),
  collection: z.string().min(1),
  direct_connection: z.boolean().default(false),
  ssl_enabled: z.boolean().default(false),
  ssl_ca: z.string().optional(),
  tls_insecure: z.boolean().default(false),
  datetime_conversion: z
    .enum(['DATETIME', 'DATETIME_CLAMP', 'DATETIME_AUTO', 'DATETIME_MS'])
    .default('DATETIME'),
})

/** The catalogue's fields for mongodb. */
export type Settings = z.infer<typeof settingsSchema> & Looking

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)

/** The connection string: `host` may be one, or only `name:port`. */
export const uriOf = ({ host }: Pick<Settings, 'host'>): string =>
  /^mongodb(\+srv)?:\/\//.test(host) ? host : `mongodb://${host}`

/** The servers that the connection string names, without who signs in: everything before the last @. */
export const serversOf = (settings: Pick<Settings, 'host'>): string => {
  const rest = uriOf(settings).replace(/^[a-z+]+:\/\//, '')
  return rest.slice(rest.lastIndexOf('@') + 1).replace(/[/?].*$/s, '')
}
