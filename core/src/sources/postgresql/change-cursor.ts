import type pg from 'pg'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import type { Settings } from './settings.ts'

const cursorSchema = z.object({ xmin: z.string().regex(/^\d+$/), settings: z.string() })
const snapshotRow = z.array(z.object({ xmin: z.coerce.bigint() })).length(1)

/** Transaction numbers have 32 bits, half of which are in the past. */
const past = 2n ** 31n

const markOf = ({ host, port, database, schema, tables }: Settings): string =>
  settingsMark(host, port, database, schema, tables)

const snapshotXmin = async (client: pg.Client): Promise<bigint> => {
  const [row] = snapshotRow.parse(
    (await client.query('SELECT txid_snapshot_xmin(txid_current_snapshot())::text AS xmin')).rows,
  )
  return row?.xmin ?? 0n
}

/** The oldest transaction that the present snapshot doesn't see: every later change has this number or a larger one. */
export const cursorNow = async (client: pg.Client, settings: Settings): Promise<JsonObject> => ({
  xmin: String(await snapshotXmin(client)),
  settings: markOf(settings),
})

const placeSchema = z.object({ block: z.int(), file: z.int() })
const checkpointSchema = z.object({
  settings: z.string(),
  cursor: z.record(z.string(), z.json()),
  table: z.string(),
  place: placeSchema.nullable(),
})

/** Where in a table: the block that comes next, and the file that it is in. */
export type Place = z.infer<typeof placeSchema>

/** How far a listing is: `place` null after the table's end. `cursor` is that of its first attempt. */
export interface Checkpoint {
  cursor: JsonObject
  table: string
  place: Place | null
}

export const toCheckpoint = (settings: Settings, { cursor, table, place }: Checkpoint): JsonObject => ({
  settings: markOf(settings),
  cursor,
  table,
  place,
})

/** Undefined for a checkpoint of another database or other tables: everything is listed then. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === markOf(settings) ? data : undefined
}

/**
 * SQL that is true for rows written since a cursor, of a table named `t`. It rests on the number of the transaction that
 * wrote a row, so no table needs a column for it; some rows may come twice, none is left out.
 * @throws PatchbayError `source.refused` for a cursor of another database, other tables, or too long ago.
 */
export const changedSince = async (
  client: pg.Client,
  settings: Settings,
  cursor: JsonObject,
): Promise<string> => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from PostgreSQL')
  if (data.settings !== markOf(settings))
    throw cursorLost('the configuration names another database or tables')
  const then = BigInt(data.xmin)
  const behind = (await snapshotXmin(client)) - then
  if (behind < 0n) throw cursorLost('the database was set back or replaced')
  if (behind >= past / 2n) throw cursorLost('too many transactions lie in between')
  return `age(t.xmin) <= age('${then % 2n ** 32n}'::xid)`
}
