import type { IndexRecord, ReadableStore } from '../store/store.ts'
import { IndexReader } from './index-reader.ts'

const DEFAULT_MAX_BYTES = 384 * 1024 * 1024

/** The readers of live indices. Beyond `maxBytes`, roughly counted, the columns least recently used are forgotten. */
export class Readers {
  readonly #store: ReadableStore
  readonly #maxBytes: number
  /** By the index's uuid, least recently used first. */
  readonly #readers = new Map<string, IndexReader>()

  constructor(store: ReadableStore, maxBytes = DEFAULT_MAX_BYTES) {
    this.#store = store
    this.#maxBytes = maxBytes
  }

  of(index: IndexRecord): IndexReader {
    const store = this.#store
    const reader =
      this.#readers.get(index.uuid) ??
      new IndexReader({
        document: (id) => store.document(index, id),
        documents: () => store.documents(index),
        changes: (after) => store.changes(index, after),
        maxSeqNo: () => store.maxSeqNo(index),
      })
    this.#readers.delete(index.uuid)
    this.#readers.set(index.uuid, reader)
    return reader
  }

  /** To be called after each search. */
  trim(): void {
    const existing = new Set(this.#store.indices().map((index) => index.uuid))
    for (const uuid of this.#readers.keys()) if (!existing.has(uuid)) this.#readers.delete(uuid)
    let bytes = [...this.#readers.values()].reduce((sum, reader) => sum + reader.bytes, 0)
    for (const [uuid, reader] of this.#readers) {
      while (bytes > this.#maxBytes) {
        const before = reader.bytes
        if (!reader.dropColumn()) break
        bytes -= before - reader.bytes
      }
      if (bytes <= this.#maxBytes) return
      this.#readers.delete(uuid)
      bytes -= reader.bytes
    }
  }
}
