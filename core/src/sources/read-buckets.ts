import { createHash } from 'node:crypto'
import type { PatchbayError } from '../errors.ts'
import type { SourceDocument, SourcePage } from './data-source.ts'
import { inPages } from './in-pages.ts'

/** What an object store can do, by whatever name it calls a bucket. */
export interface ObjectStore {
  /** The buckets that the configuration names; `*` stands for all that the account has. */
  buckets: readonly string[]
  listBuckets(signal: AbortSignal): AsyncIterable<string>
  listObjects(bucket: string, signal: AbortSignal): AsyncIterable<SourceDocument>
  /** True for an error that is about one bucket; any other one is about the whole store. */
  isAboutBucket(error: unknown): boolean
  explain(error: unknown): PatchbayError
}

/** Elastic's service names the objects of some stores so. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const bucketsOf = (
  { buckets, listBuckets }: ObjectStore,
  signal: AbortSignal,
): AsyncIterable<string> | string[] => (buckets.includes('*') ? listBuckets(signal) : [...new Set(buckets)])

/**
 * Every object of every bucket, a part each. A bucket that can't be listed keeps its documents.
 * @throws PatchbayError `source.unreachable` or `source.refused` when the store as a whole can't be read.
 */
export async function* readBuckets(store: ObjectStore, signal: AbortSignal): AsyncGenerator<SourcePage> {
  try {
    for await (const part of bucketsOf(store, signal)) {
      try {
        yield* inPages(part, store.listObjects(part, signal))
      } catch (error) {
        signal.throwIfAborted()
        if (!store.isAboutBucket(error)) throw error
        yield { kind: 'skipped', part, reason: reasonOf(store.explain(error)), expected: false }
        continue
      }
      signal.throwIfAborted()
      yield { kind: 'end', part }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw store.explain(error)
  }
}

const reasonOf = ({ message, next }: PatchbayError): string => {
  const [what, fix] = [message, next ?? ''].map((sentence) => sentence.replace(/\.$/, ''))
  return `${what?.charAt(0).toLowerCase()}${what?.slice(1)} (${fix})`
}

/**
 * Looks whether any bucket can be listed: with a key for one bucket alone, the others stay closed.
 * @throws PatchbayError `source.unreachable` or `source.refused`, of the first bucket where none can be.
 */
export const pingBuckets = async (store: ObjectStore, signal: AbortSignal): Promise<void> => {
  let closed: PatchbayError | undefined
  try {
    for await (const bucket of bucketsOf(store, signal)) {
      try {
        for await (const _object of store.listObjects(bucket, signal)) break
        return
      } catch (error) {
        if (!store.isAboutBucket(error)) throw error
        closed ??= store.explain(error)
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw store.explain(error)
  }
  if (closed !== undefined) throw closed
}
