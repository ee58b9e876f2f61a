import { BulkBatch, sizeOf } from './bulk-batch.ts'
import { type Delivery, deliverBatch } from './deliver-batch.ts'

/** Bytes of one request, unless a single document is larger. */
const batchBytes = 1024 * 1024
/** Requests under way at the same time. Memory is bounded by both. */
const inFlight = 3

/**
 * Puts documents into batches and sends them, a few at a time. Adding is synchronous while there is room; otherwise it
 * returns a promise to wait for, which is how a slow Elasticsearch slows down the source.
 */
export class BulkWriter {
  readonly #delivery: Delivery
  readonly #epoch: () => number
  readonly #free: BulkBatch[] = []
  readonly #sending = new Set<Promise<void>>()
  #batch = new BulkBatch(batchBytes)
  #failed = false
  #failure: unknown

  /** @param epoch the version that documents are written with. */
  constructor(delivery: Delivery, epoch: () => number) {
    this.#delivery = delivery
    this.#epoch = epoch
  }

  /** Adds a document with `tail` (`,"field":value...`) before its closing brace. */
  index(id: string, json: Buffer, tail: string): Promise<void> | undefined {
    const version = `"version":${this.#epoch()},"version_type":"external_gte"`
    const lines = { action: `{"index":{"_id":${JSON.stringify(id)},${version}}}`, json, tail }
    return this.#batch.index(id, lines) ? undefined : this.#indexInNext(id, lines)
  }

  /** Deletes a document if it is still as the scan saw it. */
  async delete({
    id,
    seqNo,
    primaryTerm,
  }: {
    id: string
    seqNo: number
    primaryTerm: number
  }): Promise<void> {
    const action = JSON.stringify({ delete: { _id: id, if_seq_no: seqNo, if_primary_term: primaryTerm } })
    if (this.#batch.delete(id, action)) return
    await this.#next(batchBytes)
    this.#batch.delete(id, action)
  }

  /** Sends what is left and waits for all answers. */
  async flush(): Promise<void> {
    this.#send()
    while (this.#sending.size > 0) await Promise.race(this.#sending)
    this.#throwFailure()
  }

  /** Waits until nothing is under way any more, whatever came of it. */
  async settled(): Promise<void> {
    while (this.#sending.size > 0) await Promise.race(this.#sending)
  }

  async #indexInNext(id: string, lines: { action: string; json: Buffer; tail: string }): Promise<void> {
    // The bytes of a document are only promised until the next page: this waits before that.
    await this.#next(Math.max(batchBytes, sizeOf(lines)))
    this.#batch.index(id, lines)
  }

  async #next(capacity: number): Promise<void> {
    this.#send()
    while (this.#sending.size >= inFlight) await Promise.race(this.#sending)
    this.#throwFailure()
    if (capacity > this.#batch.capacity) this.#batch = new BulkBatch(capacity)
  }

  #send(): void {
    const batch = this.#batch
    if (batch.isEmpty) return
    this.#batch = this.#free.pop() ?? new BulkBatch(batchBytes)
    const sending = deliverBatch(this.#delivery, batch)
      .catch((error: unknown) => {
        if (this.#failed) return
        this.#failed = true
        this.#failure = error
      })
      .then(() => {
        this.#sending.delete(sending)
        this.#recycle(batch)
      })
    this.#sending.add(sending)
  }

  #recycle(batch: BulkBatch): void {
    batch.clear()
    if (batch.capacity === batchBytes) this.#free.push(batch)
  }

  #throwFailure(): void {
    if (this.#failed) throw this.#failure
  }
}
