import type { IndexRecord } from '../store/store.ts'
import type { Visibility } from '../visibility/visibility.ts'
import type { IndexReader } from './index-reader.ts'
import { compareKeys, type SortKey } from './sort-keys.ts'
import type { SortField } from './sort.ts'

/** An index to search, with its reader, and with what of it may be seen (undefined: everything). */
export interface Target {
  index: IndexRecord
  reader: IndexReader
  visibility?: Visibility | undefined
}

/** One hit before it is read. `shard` is the index's place in the list of targets. */
export interface Entry {
  shard: number
  slot: number
  score: number
  keys: readonly SortKey[]
}

/** Undefined: by score. */
type Sort = readonly SortField[] | undefined

export const compareBySort =
  (sort: Sort) =>
  (left: Pick<Entry, 'keys'>, right: Pick<Entry, 'keys'>): number => {
    for (const [at, field] of (sort ?? []).entries()) {
      const order = compareKeys(left.keys[at], right.keys[at], field)
      if (order !== 0) return order
    }
    return 0
  }

/** By score or sort, then by index, then by age. */
export const compareEntries = (sort: Sort): ((left: Entry, right: Entry) => number) => {
  const bySort = compareBySort(sort)
  return (left, right) =>
    (sort === undefined ? right.score - left.score : bySort(left, right)) ||
    left.shard - right.shard ||
    left.slot - right.slot
}
