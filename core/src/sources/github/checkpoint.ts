import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'

const checkpointSchema = z.object({
  settings: z.string(),
  /** When the first attempt began: what was updated since comes again. */
  since: z.iso.datetime(),
  /** Nothing was skipped so far. */
  whole: z.boolean(),
  /** Repositories that were listed to their end, and parts of the one after them. */
  repositories: z.array(z.string()),
  parts: z.array(z.string()),
})

/** How far a listing of repositories is, whatever order they come in. */
export type Checkpoint = z.infer<typeof checkpointSchema>

/** Where another listing left off; where it can't be told, the beginning. */
export const readCheckpoint = (
  at: JsonObject | undefined,
  beginning: Pick<Checkpoint, 'settings' | 'since'>,
): Checkpoint => {
  const { data } = checkpointSchema.safeParse(at)
  return data?.settings === beginning.settings
    ? data
    : { ...beginning, whole: true, repositories: [], parts: [] }
}
