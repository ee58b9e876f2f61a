import type mysql from 'mysql2'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import type { Settings } from './settings.ts'

const cursorSchema = z.object({ since: z.iso.datetime(), settings: z.string() })
const nowRow = z.array(z.object({ now: z.coerce.number() })).length(1)
const checkpointSchema = z.object({
  settings: z.string(),
  cursor: z.record(z.string(), z.json()),
  table: z.string(),
  after: z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
})

/** A row shows the time at which it was written, not that at which its transaction ended: so long that may take. */
const longestTransaction = 3_600_000

const markOf = ({ host, port, database, tables }: Settings): string =>
  settingsMark(host, port, database, tables)

/** By the server's clock, before the snapshot is taken. */
export const cursorNow = async (client: mysql.Connection, settings: Settings): Promise<JsonObject> => {
  const [rows] = await client.promise().query('SELECT UNIX_TIMESTAMP() AS now')
  const now = (nowRow.parse(rows)[0]?.now ?? 0) * 1000
  return { since: new Date(now - longestTransaction).toISOString(), settings: markOf(settings) }
}

/**
 * The time since which rows count as changed.
 * @throws PatchbayError `source.refused` for a cursor of another database or other tables.
 */
export const changedSince = (settings: Settings, cursor: JsonObject): Date => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from MySQL')
  if (data.settings !== markOf(settings))
    throw cursorLost('the configuration names another database or tables')
  return new Date(data.since)
}

/** How far a listing is: `after` the key of the last row, null after the table's end. `cursor` is of its first attempt. */
export interface Checkpoint {
  cursor: JsonObject
  table: string
  after: string | null
}

export const toCheckpoint = (settings: Settings, { cursor, table, after }: Checkpoint): JsonObject => ({
  settings: markOf(settings),
  cursor,
  table,
  after,
})

/** Undefined for a checkpoint of another database or other tables: everything is listed then. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === markOf(settings) ? data : undefined
}
