import { resolve } from 'node:path'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import type { Settings } from './settings.ts'

const cursorSchema = z.object({ changed: z.iso.datetime(), settings: z.string() })
const checkpointSchema = z.object({ ...cursorSchema.shape, after: z.string() })

/** For clocks of file systems that are a little behind the worker's, and times that they round. */
const slack = 2_000

const markOf = ({ directory, pattern }: Settings): string => settingsMark(resolve(directory), pattern)

export const cursorNow = (settings: Settings): JsonObject => ({
  changed: new Date(Date.now() - slack).toISOString(),
  settings: markOf(settings),
})

/**
 * The time from which on a file counts as changed. It is compared with the file's ctime, which every change of content,
 * name or rights sets and nobody can set back; a folder that was moved keeps those of its files, so that they come with
 * the next full sync.
 * @throws PatchbayError `source.refused` for a cursor of another folder or pattern.
 */
export const changedSince = (settings: Settings, cursor: JsonObject): number => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from a directory')
  if (data.settings !== markOf(settings))
    throw cursorLost('the configuration names another directory or pattern')
  return Date.parse(data.changed)
}

/** How far a listing is: `after` the path of the last document; `changed` is of its first attempt. */
type Checkpoint = z.infer<typeof checkpointSchema>

/** Undefined for a checkpoint of another folder or pattern: everything is listed then. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === markOf(settings) ? data : undefined
}
