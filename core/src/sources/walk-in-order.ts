/** What a folder holds, as a walk needs it. */
export interface Named {
  name: string
  isFolder: boolean
}

/** `path` is relative to where the walk began, with slashes; `parents` are the folders on the way, the nearest last. */
export type Found<E> =
  | { path: string; entry: E; parents: readonly E[] }
  /** A folder that could not be listed. */
  | { path: string; failed: unknown }

export interface Walk<E> {
  list: (folder: string) => Promise<readonly E[]>
  /** False for a folder that is not gone into. */
  enters?: (entry: E, parents: readonly E[]) => boolean
  /** A path that was found before: what lies up to it is not found again. */
  after?: string | undefined
}

interface At<E> {
  path: string
  parents: readonly E[]
  after: readonly string[]
}

const byName = (a: Named, b: Named): number => (a.name < b.name ? -1 : 1)

async function* below<E extends Named>(walk: Walk<E>, at: At<E>): AsyncGenerator<Found<E>> {
  let entries: readonly E[]
  try {
    entries = (await walk.list(at.path)).toSorted(byName)
  } catch (failed) {
    return yield { path: at.path, failed }
  }
  const [from, ...after] = at.after
  for (const entry of entries) {
    if (from !== undefined && entry.name < from) continue
    const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`
    const isOnTheWay = entry.name === from
    if (!isOnTheWay) yield { path, entry, parents: at.parents }
    if (!entry.isFolder || walk.enters?.(entry, at.parents) === false) continue
    yield* below(walk, { path, parents: [...at.parents, entry], after: isOnTheWay ? after : [] })
  }
}

/**
 * Everything under a folder, folders too, each before what it holds, in the order of names: so a walk can go on after
 * any path that another one found.
 */
export const walkInOrder = <E extends Named>(walk: Walk<E>): AsyncGenerator<Found<E>> =>
  below(walk, { path: '', parents: [], after: walk.after?.split('/') ?? [] })
