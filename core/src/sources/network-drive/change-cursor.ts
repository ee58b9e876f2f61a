import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost, settingsMark } from '../settings-mark.ts'
import type { Settings } from './settings.ts'

const cursorSchema = z.object({ changed: z.iso.datetime(), settings: z.string() })
const checkpointSchema = z.object({ ...cursorSchema.shape, after: z.string() })

/** For times that a file system rounds. */
const slack = 2_000

const markOf = ({ server_ip, server_port, drive_path }: Settings): string =>
  settingsMark(server_ip, server_port, drive_path)

/** @param now by the server's clock, when the listing began. */
export const cursorAt = (settings: Settings, now: number): JsonObject => ({
  changed: new Date(now - slack).toISOString(),
  settings: markOf(settings),
})

/**
 * The time from which on something counts as changed.
 * @throws PatchbayError `source.refused` for a cursor of another drive.
 */
export const changedSince = (settings: Settings, cursor: JsonObject): number => {
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from a network drive')
  if (data.settings !== markOf(settings)) throw cursorLost('the configuration names another drive')
  return Date.parse(data.changed)
}

/** How far a listing is: `after` the path of the last document; `changed` is of its first attempt. */
export type Checkpoint = z.infer<typeof checkpointSchema>

/** Undefined for a checkpoint of another drive: everything is listed then. */
export const readCheckpoint = (settings: Settings, at: JsonObject | undefined): Checkpoint | undefined => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === markOf(settings) ? data : undefined
}
