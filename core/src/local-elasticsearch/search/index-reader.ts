import { isRecord } from '../mappings/is-record.ts'
import type { DocumentRow } from '../store/store.ts'
import type { Column } from './column.ts'

/** The documents that a reader stands on: an index, or an index as it was at a point in time. */
export interface ReaderSource {
  document(id: string): DocumentRow | undefined
  documents(): Iterable<DocumentRow>
  changes(after: number): Iterable<{ id: string; seqNo: number; source: string | null }>
  maxSeqNo(): number
}

const parse = (source: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(source)
  return isRecord(value) ? value : {}
}

/**
 * What search keeps in memory of one index. Each version of a document takes a slot, in the order of sequence numbers;
 * columns are built when a query first needs them and follow the changes from then on.
 */
export class IndexReader {
  readonly source: ReaderSource
  /** How many slots are in use, those of replaced documents included. */
  size = 0
  documents = 0
  /** 1 where the slot's document is the newest version. As long as `size` or longer. */
  live = new Uint8Array(64)
  #ids: string[] = []
  #seqNos: number[] = []
  #slots = new Map<string, number>()
  #maxSeqNo = -1
  #idBytes = 0
  readonly #columns = new Map<string, { column: Column; usedAt: number }>()
  /** Asked for since the last `catchUp`, not yet built. */
  readonly #pending = new Map<string, Column>()
  #clock = 0

  constructor(source: ReaderSource) {
    this.source = source
  }

  /** Roughly, in bytes. */
  get bytes(): number {
    return [...this.#columns.values()].reduce(
      (sum, { column }) => sum + column.bytes,
      this.#idBytes + this.live.length,
    )
  }

  id(slot: number): string {
    return this.#ids[slot] ?? ''
  }

  seqNo(slot: number): number {
    return this.#seqNos[slot] ?? -1
  }

  slotOf(id: string): number | undefined {
    return this.#slots.get(id)
  }

  /** The first slot whose sequence number is greater. */
  slotAfter(seqNo: number): number {
    let [low, high] = [0, this.size]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.seqNo(middle) > seqNo) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The document of a live slot. */
  read(slot: number): Record<string, unknown> {
    const row = this.source.document(this.id(slot))
    return row === undefined ? {} : parse(row.source)
  }

  /** Takes in what was written since the last time. */
  catchUp(): void {
    this.#pending.clear()
    const newest = this.source.maxSeqNo()
    if (newest === this.#maxSeqNo) return
    const mostlyDead = this.size - this.documents > this.documents + 1000
    if (newest < this.#maxSeqNo || mostlyDead) this.#reset()
    const columns = [...this.#columns.values()].filter(({ column }) => column.onDemand !== true)
    for (const { id, seqNo, source } of this.source.changes(this.#maxSeqNo)) {
      this.#remove(id)
      if (source === null) continue
      const slot = this.#append(id, seqNo)
      if (columns.length === 0) continue
      const document = parse(source)
      for (const { column } of columns) column.add(slot, document)
    }
    this.#maxSeqNo = newest
  }

  /** The column under the key, registered to be built by the next `fill` where it is missing. */
  column<T extends Column>(key: string, type: abstract new (...args: never[]) => T, make: () => T): T {
    const kept = this.#columns.get(key)
    if (kept?.column instanceof type) {
      kept.usedAt = ++this.#clock
      return kept.column
    }
    const asked = this.#pending.get(key)
    if (asked instanceof type) return asked
    const column = make()
    if (column.onDemand === true) this.#columns.set(key, { column, usedAt: ++this.#clock })
    else this.#pending.set(key, column)
    return column
  }

  /** Builds the registered columns in one pass over the documents. */
  fill(): void {
    if (this.#pending.size === 0) return
    const columns = [...this.#pending.values()]
    for (const { id, source } of this.source.documents()) {
      const slot = this.#slots.get(id)
      if (slot === undefined) continue
      const document = parse(source)
      for (const column of columns) column.add(slot, document)
    }
    for (const [key, column] of this.#pending) this.#columns.set(key, { column, usedAt: ++this.#clock })
    this.#pending.clear()
  }

  /** Forgets the column that was not used for longest; false when there is none. */
  dropColumn(): boolean {
    const [oldest] = [...this.#columns].toSorted(([, left], [, right]) => left.usedAt - right.usedAt)
    return oldest !== undefined && this.#columns.delete(oldest[0])
  }

  #reset(): void {
    this.#ids = []
    this.#seqNos = []
    this.#slots = new Map()
    this.#columns.clear()
    this.#maxSeqNo = -1
    this.#idBytes = 0
    this.live.fill(0)
    this.size = 0
    this.documents = 0
  }

  #remove(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.live[slot] = 0
    this.documents--
    this.#slots.delete(id)
    for (const { column } of this.#columns.values()) column.remove(slot)
  }

  #append(id: string, seqNo: number): number {
    const slot = this.size++
    if (slot === this.live.length) {
      const larger = new Uint8Array(slot * 2)
      larger.set(this.live)
      this.live = larger
    }
    this.#ids[slot] = id
    this.#seqNos[slot] = seqNo
    this.#slots.set(id, slot)
    this.#idBytes += id.length + 60
    this.live[slot] = 1
    this.documents++
    return slot
  }
}
