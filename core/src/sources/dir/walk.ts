import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import picomatch from 'picomatch'

export interface Found {
  path: string
  /** Set where a folder could not be listed. */
  failed?: unknown
}

/** Paths relative to the root that a pattern takes: `**`, `*`, `?`, `[...]`; hidden files too, as Python's glob does. */
export const matcher = (pattern: string): ((relativePath: string) => boolean) => {
  const matches = picomatch(pattern, { dot: true, nobrace: true, noextglob: true, nonegate: true })
  return (relativePath) => matches(relativePath)
}

/**
 * Everything under a folder that is not a folder itself, depth first. Links to folders are not followed, so there are no
 * circles. A folder that can't be listed is found as failed.
 */
export async function* walk(root: string, below = ''): AsyncGenerator<Found> {
  try {
    for await (const entry of await opendir(join(root, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) yield* walk(root, path)
      else yield { path }
    }
  } catch (error) {
    yield { path: below, failed: error }
  }
}
