import { z } from 'zod'
import type { ConfigurationValues, Looking } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

/** Names that stand in a description of the way there, in which parentheses and signs mean something. */
const name = z.string().regex(/^[^()=\s"']+$/, 'a name without blanks, quotes, parentheses and "="')

const fields = z.object({
  host: name,
  port: z.number().int().min(1).max(65_535),
  username: z.string().min(1),
  password: z.string(),
  connection_source: z.enum(['sid', 'service_name']).default('sid'),
  sid: name.optional(),
  service_name: name.optional(),
  tables: z.array(z.string()).default(['*']),
  oracle_protocol: z.enum(['TCP', 'TCPS']).default('TCP'),
  /** A path on the worker's machine. */
  wallet_configuration_path: z.string().optional(),
})

const settingsSchema = fields.check(({ value, issues }) => {
  const { connection_source: source } = value
  if (value[source] === undefined)
    issues.push({ code: 'custom', input: undefined, path: [source], message: 'it is needed here' })
})

/**
 * The catalogue's fields for oracle. `fetch_size` and `oracle_home` have no use here: rows come as one stream, and
 * the driver needs no libraries of Oracle. The worker reads `retry_count`.
 */
export type Settings = z.infer<typeof fields> & Looking

/** @throws PatchbayError `configuration.invalid` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)

/** What the database is called in ids. */
export const databaseOf = ({ connection_source: source, sid, service_name: service }: Settings): string =>
  (source === 'sid' ? sid : service) ?? ''
