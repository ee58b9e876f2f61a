import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import type { SourceDocument, SourcePage } from './data-source.ts'
import { inPages } from './in-pages.ts'
import { reasonOf } from './reason-of.ts'
import { cursorLost } from './settings-mark.ts'

/** An object as a listing gives it; the document is made only where it is wanted. */
export interface StoredObject {
  /** When it was last changed, by the store's clock, in milliseconds. */
  changed: number
  document(): SourceDocument
}

/** What an object store can do, by whatever name it calls a bucket. */
export interface ObjectStore {
  /** The buckets that the configuration names; `*` stands for all that the account has. */
  buckets: readonly string[]
  listBuckets(signal: AbortSignal): AsyncIterable<string>
  listObjects(bucket: string, signal: AbortSignal): AsyncIterable<StoredObject>
  /** True for an error that is about one bucket; any other one is about the whole store. */
  isAboutBucket(error: unknown): boolean
  explain(error: unknown): PatchbayError
  /** Stands for the store in a cursor: that of another one is worth nothing. */
  mark: string
  /** Milliseconds that the time of an object may lie before the moment from which listings show it. */
  slack: number
}

/** Milliseconds by which the clocks of the worker and of a store may differ. */
export const clockSlack = 300_000

/** Elastic's service names the objects of some stores so. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const bucketsOf = (
  { buckets, listBuckets }: ObjectStore,
  signal: AbortSignal,
): AsyncIterable<string> | string[] => (buckets.includes('*') ? listBuckets(signal) : [...new Set(buckets)])

const cursorSchema = z.object({ store: z.string(), since: z.record(z.string(), z.iso.datetime()) })

/** From when on objects count as changed, by bucket; a bucket that is not in it was never listed to its end. */
const sinceOf = ({ mark }: ObjectStore, cursor: JsonObject | undefined): Map<string, string> => {
  if (cursor === undefined) return new Map()
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from an object store')
  if (data.store !== mark) throw cursorLost('the configuration names another account or store')
  return new Map(Object.entries(data.since))
}

async function* documentsOf(
  objects: AsyncIterable<StoredObject>,
  since: string | undefined,
): AsyncGenerator<SourceDocument> {
  const from = since === undefined ? -Infinity : Date.parse(since)
  for await (const { changed, document } of objects) if (changed >= from) yield document()
}

/**
 * Every object of every bucket, a part each; with a cursor, those that changed since. A bucket that can't be listed keeps
 * its documents.
 * @throws PatchbayError `source.unreachable` or `source.refused` when the store as a whole can't be read.
 */
export async function* readBuckets(
  store: ObjectStore,
  { signal, cursor }: { signal: AbortSignal; cursor?: JsonObject },
): AsyncGenerator<SourcePage> {
  const since = sinceOf(store, cursor)
  const next = new Map<string, string>()
  try {
    for await (const part of bucketsOf(store, signal)) {
      // What changes while it is listed comes again.
      const begun = new Date(Date.now() - store.slack).toISOString()
      const before = since.get(part)
      try {
        yield* inPages(part, documentsOf(store.listObjects(part, signal), before))
      } catch (error) {
        signal.throwIfAborted()
        if (!store.isAboutBucket(error)) throw error
        yield { kind: 'skipped', part, reason: reasonOf(store.explain(error)), expected: false }
        if (before !== undefined) next.set(part, before)
        continue
      }
      signal.throwIfAborted()
      next.set(part, begun)
      yield { kind: 'end', part }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw store.explain(error)
  }
  yield { kind: 'cursor', cursor: { store: store.mark, since: Object.fromEntries(next) } }
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
