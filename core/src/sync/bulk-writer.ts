import { BulkBatch, type Lines, sizeOf, type Tail } from './bulk-batch.ts'
import { deliverBatch } from './deliver-batch.ts'
import { type Delivery, pause } from './send-batch.ts'
import type { BulkLimits } from './worker-options.ts'
import { countRefusal } from './written.ts'

/** Milliseconds before documents are sent again alone, where nothing else is under way. */
const breath = 40

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

const tooLarge = (bytes: number, largest: number): string =>
  `it has ${mebibytes(bytes)} of JSON, more than the ${mebibytes(largest)} of maxDocumentMb`

/**
 * Puts documents into batches and sends them, a few at a time. Adding is synchronous while there is room; otherwise it
 * returns a promise to wait for, which is how a slow Elasticsearch slows down the source. A slow source doesn't keep a
 * document here: what waits too long for others is sent without them. What is said of one id arrives in order: while it
 * is under way, the next about it waits.
 */
export class BulkWriter {
  readonly #delivery: Delivery
  readonly #epoch: () => number
  readonly #limits: BulkLimits
  readonly #free: BulkBatch[] = []
  readonly #sending = new Set<Promise<void>>()
  /** Ids of all operations that were added and are not done: one for an id, as one of a batch may be sent again alone. */
  readonly #underWay = new Set<string>()
  /** What Elasticsearch had no room for, to be sent again together. */
  #leftOver: BulkBatch | undefined
  #batch: BulkBatch
  #version: Lines['version'] | undefined
  /** When the first document came into the batch. */
  #since = 0
  #lingering: Promise<void> | undefined
  readonly #settling = new AbortController()
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

  /** Adds a document with `tail` before its closing brace. */
  index(id: string, json: Buffer, tail: Tail): Promise<void> | undefined {
    const { documentBytes } = this.#limits
    if (json.length > documentBytes) {
      countRefusal(this.#delivery.written, id, tooLarge(json.length, documentBytes))
      return undefined
    }
    const lines = { id: JSON.stringify(id), version: this.#versionNow(), json, tail }
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
    this.#linger()
    if (this.#batch.delete(id, action)) return
    await this.#next(this.#limits.bytes)
    this.#linger()
    this.#batch.delete(id, action)
  }

  /** Sends what is left and waits for all answers. */
  async flush(): Promise<void> {
    this.#send()
    while (this.#sending.size > 0 || this.#leftOver !== undefined) {
      this.#throwFailure()
      if (this.#sending.size === 0) this.#sendLeftOver()
      await Promise.race(this.#sending)
    }
    this.#throwFailure()
  }

  /** Waits until nothing is under way any more, whatever came of it. Nothing is sent after that. */
  async settled(): Promise<void> {
    this.#settling.abort()
    await this.#lingering
    while (this.#sending.size > 0) await Promise.race(this.#sending)
  }

  #versionNow(): Lines['version'] {
    const is = this.#epoch()
    if (this.#version?.is === is) return this.#version
    const bytes = Buffer.from(`,"version":${is},"version_type":"external_gte"}}\n`)
    return (this.#version = { is, bytes })
  }

  #indexOrNext(id: string, lines: Lines): Promise<void> | undefined {
    this.#underWay.add(id)
    this.#linger()
    return this.#batch.index(id, lines) ? undefined : this.#indexInNext(id, lines)
  }

  async #indexInNext(id: string, lines: Lines): Promise<void> {
    // The bytes of a document are only promised until the next page: this waits before that.
    await this.#next(Math.max(this.#limits.bytes, sizeOf(lines)))
    this.#linger()
    this.#batch.index(id, lines)
  }

  /** Called before a document comes into the batch: sees to it that it doesn't wait there for long. */
  #linger(): void {
    if (!this.#batch.isEmpty) return
    this.#since = this.#delivery.clock.monotonic()
    this.#lingering ??= this.#sendLate().finally(() => (this.#lingering = undefined))
  }

  async #sendLate(): Promise<void> {
    const { clock, pace } = this.#delivery
    const { signal } = this.#settling
    do {
      const left = this.#since + this.#limits.linger - clock.monotonic()
      if (left > 0) {
        await clock.sleep(left, signal).catch(() => undefined)
        if (signal.aborted || this.#failed) return
        continue
      }
      this.#since = clock.monotonic()
      // While as many requests are under way as may be, one more would not arrive sooner.
      if (this.#sending.size >= pace.requests) continue
      this.#send()
      this.#sendLeftOver()
    } while (!this.#batch.isEmpty || this.#leftOver !== undefined)
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
    while (this.#sending.size >= this.#delivery.pace.requests) await Promise.race(this.#sending)
    this.#throwFailure()
    if (capacity > this.#batch.capacity) this.#batch = new BulkBatch(capacity)
  }

  #send(): void {
    const batch = this.#batch
    if (batch.isEmpty) return
    this.#batch = this.#free.pop() ?? new BulkBatch(this.#limits.bytes)
    this.#deliver(batch)
  }

  #sendLeftOver(): void {
    const batch = this.#leftOver
    if (batch === undefined) return
    this.#leftOver = undefined
    this.#deliver(batch, this.#sending.size === 0 ? breath : 0)
  }

  /** Keeps what there was no room for, and sends it again once it is a whole request, or has waited. */
  #keepLeftOver(batch: BulkBatch): void {
    if (batch.isEmpty || this.#settling.signal.aborted || this.#leftOver?.add(batch) === true)
      return this.#recycle(batch)
    this.#sendLeftOver()
    this.#linger()
    this.#leftOver = batch
  }

  #deliver(batch: BulkBatch, rest = 0): void {
    const ids = batch.operations.map(({ id }) => id)
    const sending = (rest > 0 ? pause(this.#delivery, rest) : Promise.resolve())
      .then(() => deliverBatch(this.#delivery, batch))
      .then(() => {
        for (const id of ids) this.#underWay.delete(id)
        for (const { id } of batch.operations) this.#underWay.add(id)
        this.#keepLeftOver(batch)
      })
      .catch((error: unknown) => {
        if (this.#failed) return
        this.#failed = true
        this.#failure = error
      })
      .then(() => void this.#sending.delete(sending))
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
