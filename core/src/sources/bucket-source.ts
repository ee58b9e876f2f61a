import type { Json } from '../lib/json.ts'
import type { DataSource } from './data-source.ts'
import { checkBuckets, type ObjectStore, pingBuckets, readBuckets } from './read-buckets.ts'

interface More {
  /** The store as advanced rules want it; a listing by them goes on from no checkpoint. */
  byRules?: (advanced: Json) => ObjectStore
  close?: () => void
}

/** The objects of a store's buckets as a data source. */
export const bucketSource = (store: ObjectStore, { byRules, close }: More = {}): DataSource => ({
  ping: (signal) => pingBuckets(store, signal),
  checkNames: (signal) => checkBuckets(store, signal),
  documents: ({ signal, advanced, resume }) =>
    advanced === undefined || byRules === undefined
      ? readBuckets(store, { signal, resume })
      : readBuckets(byRules(advanced), { signal }),
  changes: ({ signal, cursor }) => readBuckets(store, { signal, cursor }),
  // A client that keeps nothing open has nothing to close.
  close: async () => close?.(),
})
