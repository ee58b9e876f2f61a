import { BSON } from 'mongodb'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { settingsMark } from '../settings-mark.ts'
import { serversOf, type Settings } from './settings.ts'

const checkpointSchema = z.object({
  settings: z.string(),
  cursor: z.record(z.string(), z.json()),
  after: z.string(),
})

/** Characters of an `_id` in a checkpoint, which stands in the job's document: an `_id` may be of any size. */
const longestId = 4_096

/** What is read now must be what was read then. */
export const markOf = (settings: Settings): string =>
  settingsMark(serversOf(settings), settings.database, settings.collection)

/** How far a listing is: the `_id` of its last document, with its type. `cursor` is that of its first attempt. */
export interface Checkpoint {
  cursor: JsonObject
  after: unknown
}

/** Undefined where an `_id` can't be kept in one. */
export const toCheckpoint = (settings: Settings, { cursor, after }: Checkpoint): JsonObject | undefined => {
  // A date beyond what JavaScript holds has lost which one it was.
  if (after instanceof Date && Number.isNaN(after.getTime())) return undefined
  const text = BSON.EJSON.stringify({ after }, { relaxed: false })
  return text.length > longestId ? undefined : { settings: markOf(settings), cursor, after: text }
}

/** Undefined for a checkpoint of another collection: everything is listed then. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  if (data?.settings !== markOf(settings)) return undefined
  const { after } = z.object({ after: z.unknown() }).parse(BSON.EJSON.parse(data.after, { relaxed: false }))
  return { cursor: data.cursor, after }
}
