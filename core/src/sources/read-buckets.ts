import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
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
  /** From where `listObjects` goes on that is stopped after this object, where the store can. */
  place?: string | undefined
}

/** What an object store can do, by whatever name it calls a bucket. */
export interface ObjectStore {
  /** The buckets that the configuration names; `*` stands for all that the account has. */
  buckets: readonly string[]
  listBuckets(signal: AbortSignal): AsyncIterable<string>
  /** @param from the place of an object: what lies before it need not come again. */
  listObjects(bucket: string, signal: AbortSignal, from?: string): AsyncIterable<StoredObject>
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

/** All that the account has where `*` asks for it, and the named ones beside them; each once. */
async function* bucketsOf(store: ObjectStore, signal: AbortSignal): AsyncGenerator<string> {
  const named = new Set(store.buckets)
  if (named.delete('*')) {
    for await (const bucket of store.listBuckets(signal)) {
      named.delete(bucket)
      yield bucket
    }
  }
  yield* named
}

/** How far a listing is: `place` null after the bucket's end. `begun` and `since` are of its first attempt. */
const checkpointSchema = z.object({
  store: z.string(),
  bucket: z.string(),
  place: z.string().nullable(),
  begun: z.iso.datetime(),
  since: z.record(z.string(), z.iso.datetime()),
})

const cursorSchema = z.object({ store: z.string(), since: z.record(z.string(), z.iso.datetime()) })

/** From when on objects count as changed, by bucket; a bucket that is not in it was never listed to its end. */
const sinceOf = ({ mark }: ObjectStore, cursor: JsonObject | undefined): Map<string, string> => {
  if (cursor === undefined) return new Map()
  const { data } = cursorSchema.safeParse(cursor)
  if (data === undefined) throw cursorLost('what the connector remembers is not from an object store')
  if (data.store !== mark) throw cursorLost('the configuration names another account or store')
  return new Map(Object.entries(data.since))
}

/** Documents in pages; after each page the listing can go on from its last object, where the store can. */
async function* pagesOf(
  part: string,
  objects: AsyncIterable<StoredObject>,
  { since, checkpointAt }: { since: string | undefined; checkpointAt: (place: string) => JsonObject },
): AsyncGenerator<SourcePage> {
  const from = since === undefined ? -Infinity : Date.parse(since)
  let last: string | undefined
  async function* documents(): AsyncGenerator<SourceDocument> {
    for await (const { changed, document, place } of objects) {
      last = place
      if (changed >= from) yield document()
    }
  }
  for await (const page of inPages(part, documents())) {
    const reached = last
    yield page
    if (reached !== undefined) yield { kind: 'checkpoint', at: checkpointAt(reached) }
  }
}

/**
 * Every object of every bucket, a part each; with a cursor, those that changed since. A bucket that can't be listed keeps
 * its documents.
 * @throws PatchbayError `source.unreachable` or `source.refused` when the store as a whole can't be read.
 */
export async function* readBuckets(
  store: ObjectStore,
  { signal, cursor, resume }: { signal: AbortSignal; cursor?: JsonObject; resume?: JsonObject | undefined },
): AsyncGenerator<SourcePage> {
  const since = sinceOf(store, cursor)
  const { data: mark } = checkpointSchema.safeParse(resume)
  try {
    const buckets: string[] = []
    for await (const bucket of bucketsOf(store, signal)) buckets.push(bucket)
    const before = mark?.store === store.mark && buckets.includes(mark.bucket) ? mark : undefined
    const next = new Map(Object.entries(before?.since ?? {}))
    for (const part of buckets.slice(before === undefined ? 0 : buckets.indexOf(before.bucket))) {
      const resumed = part === before?.bucket ? before : undefined
      if (resumed?.place === null) continue
      // What changes while it is listed comes again.
      const begun = resumed?.begun ?? new Date(Date.now() - store.slack).toISOString()
      const checkpointAt = (place: string | null): JsonObject => ({
        store: store.mark,
        bucket: part,
        place,
        begun,
        since: Object.fromEntries(next),
      })
      const from = since.get(part)
      try {
        const objects = store.listObjects(part, signal, resumed?.place)
        yield* pagesOf(part, objects, { since: from, checkpointAt })
      } catch (error) {
        signal.throwIfAborted()
        if (!store.isAboutBucket(error)) throw error
        yield { kind: 'skipped', part, reason: reasonOf(store.explain(error)), expected: false }
        if (from !== undefined) next.set(part, from)
        continue
      }
      signal.throwIfAborted()
      next.set(part, begun)
      yield { kind: 'end', part, ...(resumed !== undefined && { resumed: true }) }
      yield { kind: 'checkpoint', at: checkpointAt(null) }
    }
    yield { kind: 'cursor', cursor: { store: store.mark, since: Object.fromEntries(next) } }
  } catch (error) {
    signal.throwIfAborted()
    throw store.explain(error)
  }
}

const look = async (store: ObjectStore, bucket: string, signal: AbortSignal): Promise<void> => {
  for await (const _object of store.listObjects(bucket, signal)) break
}

/** @throws PatchbayError `source.unreachable` or `source.refused` where a bucket that is named can't be listed. */
export const checkBuckets = async (store: ObjectStore, signal: AbortSignal): Promise<void> => {
  for (const bucket of new Set(store.buckets)) {
    try {
      if (bucket !== '*') await look(store, bucket, signal)
    } catch (error) {
      signal.throwIfAborted()
      const { code, message, next } = store.explain(error)
      throw new PatchbayError(code, `${bucket}: ${message}`, { next, cause: error })
    }
  }
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
        return await look(store, bucket, signal)
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
