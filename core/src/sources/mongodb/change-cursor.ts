import { type ChangeStreamOptions, Timestamp } from 'mongodb'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost } from '../settings-mark.ts'
import { markOf } from './checkpoint.ts'
import type { OpenCollection } from './open-collection.ts'
import { serversOf, type Settings } from './settings.ts'

const cursorSchema = z.object({
  settings: z.string(),
  /** The server's time before a full listing. */
  since: z.string().regex(/^\d+$/).optional(),
  /** Where a change stream was left. */
  token: z.record(z.string(), z.json()).optional(),
})
const answerSchema = z.object({ operationTime: z.instanceof(Timestamp).optional() })

/** The time of the newest operation, as a replica set or a sharded cluster counts it; a standalone server has none. */
export const operationTime = async ({
  database,
  session,
}: Pick<OpenCollection, 'database' | 'session'>): Promise<Timestamp | undefined> =>
  answerSchema.parse(await database.command({ ping: 1 }, { session })).operationTime

/** From where changes are told that come after `time`; of a standalone server it only says which one it is. */
export const cursorAt = (settings: Settings, time: Timestamp | undefined): JsonObject => ({
  settings: markOf(settings),
  ...(time && { since: time.toBigInt().toString() }),
})

export const cursorOf = (settings: Settings, token: JsonObject): JsonObject => ({
  settings: markOf(settings),
  token,
})

/** @throws PatchbayError `source.refused` where the server tells no changes. */
export const refuseStandalone = (settings: Settings, time: Timestamp | undefined): Timestamp => {
  if (time !== undefined) return time
  throw new PatchbayError(
    'source.refused',
    `MongoDB at ${serversOf(settings)} is a standalone server, which tells no changes.`,
    { next: 'Run full syncs, or make the server a replica set, which may have one member.' },
  )
}

/**
 * Where a change stream begins.
 * @throws PatchbayError `source.refused` for a cursor of another collection, or one from before the server told changes.
 */
export const startOf = (
  settings: Settings,
  cursor: JsonObject,
): Pick<ChangeStreamOptions, 'resumeAfter' | 'startAtOperationTime'> => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from MongoDB')
  if (data.settings !== markOf(settings)) throw cursorLost('the configuration names another collection')
  if (data.token !== undefined) return { resumeAfter: data.token }
  if (data.since === undefined) throw cursorLost('the server was a standalone one then')
  return { startAtOperationTime: new Timestamp(BigInt(data.since)) }
}
