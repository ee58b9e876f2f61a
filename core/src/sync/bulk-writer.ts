import { BulkBatch, sizeOf } from './bulk-batch.ts'
import { deliverBatch } from './deliver-batch.ts'
import type { Delivery } from './send-batch.ts'
import type { BulkLimits } from './worker-options.ts'
import { countRefusal } from './written.ts'

interface Lines {
  action: string
  json: Buffer
  tail: string
}

const bytesOf = (batches: readonly BulkBatch[]): number =>
  batches.reduce((sum, { body }) => sum + body.length, 0)

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

const tooLarge = (bytes: number, largest: number): string =>
  `it has ${mebibytes(bytes)} of JSON, more than the ${mebibytes(largest)} of maxDocumentMb`

/**
 * Puts documents into batches and sends them, a few at a time. Adding is synchronous while there is room; otherwise it
 * returns a promise to wait for, which is how a slow Elasticsearch slows down the source. What is said of one id
 * arrives in order: while it is under way, the next about it waits.
 */
export class BulkWriter {
  readonly #delivery: Delivery
  readonly #epoch: () => number
  readonly #limits: BulkLimits
  readonly #free: BulkBatch[] = []
  readonly #sending = new Set<Promise<void>>()
  /** Ids of all operations that were added and are not done: one for an id, as one of a batch may be sent again alone. */
  readonly #underWay = new Set<string>()
  /** What Elasticsearch had no room for, to be sent with others. */
  #leftOver: BulkBatch[] = []
  #batch: BulkBatch
  #failed = false
  #failure: unknown

  /**
   * @param epoch the version that documents are written with.
   */
  constructor(delivery: Delivery, epoch: () => number, limits: BulkLimits) {
    this.#delivery = delivery
    this.#epoch = epoch
    this.#limits = limits
    this.#batch = new BulkBatch(limits.bytes)
  }

  /** Adds a document with `tail` (`,"field":value...`) before its closing brace. */
  index(id: string, json: Buffer, tail: string): Promise<void> | undefined {
    const { documentBytes } = this.#limits
    if (json.length > documentBytes) {
      countRefusal(this.#delivery.written, id, tooLarge(json.length, documentBytes))
      return undefined
    }
    const version = `"version":${this.#epoch()},"version_type":"external_gte"`
    const lines = { action: `{"index":{"_id":${JSON.stringify(id)},${version}}}`, json, tail }
    if (this.#underWay.has(id)) return this.#afterOthers(id).then(() => this.#indexOrNext(id, lines))
    return this.#indexOrNext(id, lines)
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
    await this.#afterOthers(id)
    this.#underWay.add(id)
    if (this.#batch.delete(id, action)) return
    await this.#next(this.#limits.bytes)
    this.#batch.delete(id, action)
  }

  /** Sends what is left and waits for all answers. */
  async flush(): Promise<void> {
    this.#send()
    while (this.#sending.size > 0 || this.#leftOver.length > 0) {
      this.#throwFailure()
      if (this.#sending.size === 0) this.#sendLeftOver()
      await Promise.race(this.#sending)
    }
    this.#throwFailure()
  }

  /** Waits until nothing is under way any more, whatever came of it. */
  async settled(): Promise<void> {
    while (this.#sending.size > 0) await Promise.race(this.#sending)
  }

  #indexOrNext(id: string, lines: Lines): Promise<void> | undefined {
    this.#underWay.add(id)
    return this.#batch.index(id, lines) ? undefined : this.#indexInNext(id, lines)
  }

  async #indexInNext(id: string, lines: Lines): Promise<void> {
    // The bytes of a document are only promised until the next page: this waits before that.
    await this.#next(Math.max(this.#limits.bytes, sizeOf(lines)))
    this.#batch.index(id, lines)
  }

  async #afterOthers(id: string): Promise<void> {
    while (this.#underWay.has(id)) {
      this.#throwFailure()
      this.#send()
      if (this.#sending.size === 0) this.#sendLeftOver()
      await Promise.race(this.#sending)
    }
  }

  async #next(capacity: number): Promise<void> {
    this.#send()
    while (this.#sending.size >= this.#limits.requests) await Promise.race(this.#sending)
    this.#throwFailure()
    // What waits to be sent again is sent together once it is so large.
    if (bytesOf(this.#leftOver) >= this.#limits.bytes / 2) this.#sendLeftOver()
    if (capacity > this.#batch.capacity) this.#batch = new BulkBatch(capacity)
  }

  #send(): void {
    const batch = this.#batch
    if (batch.isEmpty) return
    this.#batch = this.#free.pop() ?? new BulkBatch(this.#limits.bytes)
    this.#deliver(batch)
  }

  #sendLeftOver(): void {
    if (this.#leftOver.length === 0) return
    const batch = new BulkBatch(bytesOf(this.#leftOver))
    for (const left of this.#leftOver) batch.add(left)
    this.#leftOver = []
    this.#deliver(batch)
  }

  #deliver(batch: BulkBatch): void {
    const sending = deliverBatch(this.#delivery, batch)
      .then((left) => {
        for (const { id } of batch.operations) this.#underWay.delete(id)
        if (left === undefined) return
        for (const { id } of left.operations) this.#underWay.add(id)
        this.#leftOver.push(left)
      })
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
    if (batch.capacity === this.#limits.bytes) this.#free.push(batch)
  }

  #throwFailure(): void {
    if (this.#failed) throw this.#failure
  }
}
