import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Found, type Named, walkInOrder } from '../walk-in-order.ts'

/** Everything under a folder. Links to folders are not followed, so there are no circles. */
export const walk = (root: string, after?: string): AsyncGenerator<Found<Named>> =>
  walkInOrder<Named>({
    list: async (folder) =>
      (await readdir(join(root, folder), { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      })),
    after,
  })
