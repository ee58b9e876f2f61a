import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { settingsMark } from '../settings-mark.ts'
import type { RedisClient } from './open-connection.ts'
import type { Settings } from './settings.ts'

const digits = z.string().regex(/^\d+$/)
const checkpointSchema = z.object({ server: z.string(), database: digits, cursor: digits.nullable() })

/** How far a listing is: `cursor` is where the scan of the database goes on, null after its end. */
export type Checkpoint = z.infer<typeof checkpointSchema>

/**
 * Stands for the server and its run: the cursor of a scan means the same over any connection, but nothing to a server that
 * was started since.
 */
export const serverMark = async (
  client: RedisClient,
  { host, port, database }: Settings,
): Promise<string> => {
  const info = z.instanceof(Buffer).parse(await client.sendCommand(['INFO', 'server']))
  const [, run] = /^run_id:(\w+)/m.exec(info.toString()) ?? []
  // Without it every listing is another one.
  return settingsMark(host, port, database, run ?? Math.random())
}

/** Undefined for a checkpoint of another server or another run of it: everything is listed then. */
export const readCheckpoint = (server: string, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.server === server ? data : undefined
}
