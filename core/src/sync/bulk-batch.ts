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
const beforeId = Buffer.from('{"index":{"_id":')

/** What stands before a document's closing brace: `,"field":"`, what is its own, and `","field":value...`. */
export interface Tail {
  before: Buffer
  /** Bytes at its beginning that are the source's. */
  shared: number
  /** ASCII that JSON does not escape. */
  own: string
  after: Buffer
}

/** What is written of a document. The bytes that many documents share are made once. */
export interface Lines {
  /** As JSON. */
  id: string
  /** From behind the id to the end of its line. */
  version: { is: number; bytes: Buffer }
  json: Buffer
  tail: Tail
}

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
   * Adds a document under an action line, with `tail` before its closing brace.
   * @returns false when there is no room; nothing is added then.
   */
  index(id: string, lines: Lines): boolean {
    const { version, json, tail } = lines
    const start = this.#length
    if (start + sizeOf(lines) > this.#buffer.length) return false
    this.#length = this.#put(beforeId, start)
    this.#length += this.#buffer.write(lines.id, this.#length)
    this.#length = this.#put(version.bytes, this.#length)
    // Without its closing brace, which the next byte overwrites.
    this.#length = this.#put(json, this.#length) - 1
    this.#length = this.#put(tail.before, this.#length)
    this.#length += this.#buffer.write(tail.own, this.#length, 'latin1')
    const end = this.#put(tail.after, this.#length)
    this.#buffer[end] = closing
    this.#buffer[end + 1] = newline
    this.#length = end + 2
    this.operations.push({
      kind: 'index',
      id,
      version: version.is,
      jsonBytes: json.length + tail.shared,
      start,
      end: this.#length,
    })
    return true
  }

  #put(bytes: Buffer, at: number): number {
    this.#buffer.set(bytes, at)
    return at + bytes.length
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

/** Bytes that a document takes in a batch. */
export const sizeOf = ({ id, version, json, tail }: Lines): number =>
  beforeId.length +
  Buffer.byteLength(id) +
  version.bytes.length +
  json.length +
  tail.before.length +
  tail.own.length +
  tail.after.length +
  1
