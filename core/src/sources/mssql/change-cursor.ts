import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import type { OpenConnection } from './connection.ts'
import type { Settings } from './settings.ts'

const version = z.string().regex(/^0x[0-9a-f]{1,16}$/i)
const cursorSchema = z.object({ since: version, settings: z.string() })
const checkpointSchema = z.object({
  ...cursorSchema.shape,
  table: z.string(),
  after: z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
})

const markOf = ({ host, port, database, schema, tables }: Settings): string =>
  settingsMark(host, port, database, schema, tables)

/** Every version of a row that is not committed yet is as high as this, or higher. */
const versionQuery = 'SELECT CONVERT(varchar(18), MIN_ACTIVE_ROWVERSION(), 1)'

export const cursorNow = async (
  { rows }: Pick<OpenConnection, 'rows'>,
  settings: Settings,
): Promise<z.infer<typeof cursorSchema>> => {
  let since = ''
  for await (const [found] of rows(versionQuery)) since = version.parse(found)
  return { since, settings: markOf(settings) }
}

/**
 * The version from which on rows count as changed.
 * @throws PatchbayError `source.refused` for a cursor of another database or other tables.
 */
export const changedSince = (settings: Settings, cursor: JsonObject): string => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from SQL Server')
  if (data.settings !== markOf(settings))
    throw cursorLost('the configuration names another database or tables')
  return data.since
}

/** How far a listing is; `since` is of its first attempt. Undefined for a checkpoint of another database. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined) => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === markOf(settings) ? data : undefined
}
