/** One operation of a bulk request. */
export interface Operation {
  kind: 'index' | 'delete'
  id: string
  /** That the document is written with; 0 for a delete. */
  version: number
  /** Of the document's JSON, as the source gave it; 0 for a delete. */
  jsonBytes: number
  start: number
  end: number
}

const newline = 0x0a
const closing = 0x7d

/**
 * The body of one bulk request: lines put one after the other into one buffer, so that a document's bytes are copied
 * once and nothing is parsed.
 */
export class BulkBatch {
  readonly #buffer: Buffer
  #length = 0
  readonly operations: Operation[] = []

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity)
  }

  get body(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  get capacity(): number {
    return this.#buffer.length
  }

  get isEmpty(): boolean {
    return this.operations.length === 0
  }

  /** Makes the buffer usable for other operations. */
  clear(): void {
    this.#length = 0
    this.operations.length = 0
  }

  /**
   * Adds a document under an action line, with `tail` (`,"field":value...`) before its closing brace.
   * @returns false when there is no room; nothing is added then.
   */
  index(id: string, lines: { action: string; json: Buffer; tail: string; version: number }): boolean {
    const { action, json, tail, version } = lines
    const start = this.#length
    if (start + sizeOf(lines) > this.#buffer.length) return false
    let at = start + this.#buffer.write(action, start)
    this.#buffer[at] = newline
    at += 1 + json.copy(this.#buffer, at + 1, 0, json.length - 1)
    at += this.#buffer.write(tail, at)
    this.#buffer[at] = closing
    this.#buffer[at + 1] = newline
    this.#length = at + 2
    this.operations.push({ kind: 'index', id, version, jsonBytes: json.length, start, end: this.#length })
    return true
  }

  /** @returns false when there is no room. */
  delete(id: string, action: string): boolean {
    const start = this.#length
    if (start + Buffer.byteLength(action) + 1 > this.#buffer.length) return false
    const at = start + this.#buffer.write(action, start)
    this.#buffer[at] = newline
    this.#length = at + 1
    this.operations.push({ kind: 'delete', id, version: 0, jsonBytes: 0, start, end: this.#length })
    return true
  }

  /**
   * Adds the operations of another batch.
   * @returns false when there is no room for all; nothing is added then.
   */
  add(other: BulkBatch): boolean {
    if (this.#length + other.#length > this.#buffer.length) return false
    this.#take(other, other.operations)
    return true
  }

  /** A batch of its own with some of these operations. */
  only(operations: readonly Operation[]): BulkBatch {
    const batch = new BulkBatch(operations.reduce((sum, { start, end }) => sum + end - start, 0))
    batch.#take(this, operations)
    return batch
  }

  /** Drops all operations but some of these, which are in their order. */
  keep(operations: readonly Operation[]): void {
    const kept = [...operations]
    this.clear()
    this.#take(this, kept)
  }

  #take(other: BulkBatch, operations: readonly Operation[]): void {
    for (const { kind, id, version, jsonBytes, start, end } of operations) {
      const at = this.#length
      other.#buffer.copy(this.#buffer, at, start, end)
      this.#length = at + end - start
      this.operations.push({ kind, id, version, jsonBytes, start: at, end: this.#length })
    }
  }
}

/** Bytes that a document takes in a batch, at most. */
export const sizeOf = ({ action, json, tail }: { action: string; json: Buffer; tail: string }): number =>
  Buffer.byteLength(action) + json.length + Buffer.byteLength(tail) + 3
