import { fingerprintLength } from '../sources/data-source.ts'
import type { Gone, IndexBefore, Seen } from './index-before.ts'

/** A document of the content index. */
export interface ExistingDocument {
  id: string
  /** Undefined for a stranger: nobody of ours wrote it. */
  mark: { part: string; fingerprint: string } | undefined
  seqNo: number
  primaryTerm: number
  version: number
}

const stranger = 0
const unseen = 0
const seen = 1

/**
 * An index that was read wholly before a sync, or some documents of it. Kept small: an id and about forty bytes a document.
 */
export class ExistingDocuments implements IndexBefore {
  readonly #slots = new Map<string, number>()
  readonly #partNumbers = new Map<string, number>()
  readonly #parts: string[] = ['']
  #fingerprints = Buffer.alloc(0)
  #seqNos = new Float64Array(0)
  #terms = new Float64Array(0)
  #partOf = new Uint32Array(0)
  #states = new Uint8Array(0)
  readonly #doubtedFrom: number
  #strangers = 0
  #seen = 0
  readonly state = undefined

  /** @param doubtedFrom documents with this version or a larger one count as changed. */
  constructor(doubtedFrom = Infinity) {
    this.#doubtedFrom = doubtedFrom
  }

  get size(): number {
    return this.#slots.size
  }

  get seen(): number {
    return this.#seen
  }

  add({ id, mark, seqNo, primaryTerm, version }: ExistingDocument): void {
    const slot = this.#slots.size
    if (slot === this.#states.length) this.#grow()
    this.#slots.set(id, slot)
    this.#seqNos[slot] = seqNo
    this.#terms[slot] = primaryTerm
    if (mark === undefined) {
      this.#strangers += 1
      this.#partOf[slot] = stranger
      return
    }
    this.#partOf[slot] = this.#numberOf(mark.part)
    if (version >= this.#doubtedFrom) return
    this.#fingerprints.write(mark.fingerprint, slot * fingerprintLength, 'latin1')
  }

  /** All are known already. */
  meet(): Promise<void> {
    return Promise.resolve()
  }

  leap(): void {}

  strangers(): Promise<number> {
    return Promise.resolve(this.#strangers)
  }

  see(id: string, part: string, fingerprint: string): Seen {
    const slot = this.#slots.get(id)
    if (slot === undefined) return 'new'
    if (this.#states[slot] === unseen) this.#seen += 1
    this.#states[slot] = seen
    const number = this.#partOf[slot]
    if (number === stranger || number !== this.#partNumbers.get(part)) return 'changed'
    const at = slot * fingerprintLength
    return this.#fingerprints.toString('latin1', at, at + fingerprintLength) === fingerprint
      ? 'unchanged'
      : 'changed'
  }

  *unseen(): Generator<Gone> {
    for (const [id, slot] of this.#slots) {
      if (this.#states[slot] !== unseen) continue
      const number = this.#partOf[slot] ?? stranger
      const part = number === stranger ? undefined : this.#parts[number]
      yield { id, part, seqNo: this.#seqNos[slot] ?? 0, primaryTerm: this.#terms[slot] ?? 0 }
    }
  }

  #numberOf(part: string): number {
    const known = this.#partNumbers.get(part)
    if (known !== undefined) return known
    const number = this.#parts.push(part) - 1
    this.#partNumbers.set(part, number)
    return number
  }

  #grow(): void {
    const size = Math.max(1024, this.#states.length * 2)
    const larger = <T extends Float64Array | Uint32Array | Uint8Array>(made: T, old: T): T => {
      made.set(old)
      return made
    }
    this.#seqNos = larger(new Float64Array(size), this.#seqNos)
    this.#terms = larger(new Float64Array(size), this.#terms)
    this.#partOf = larger(new Uint32Array(size), this.#partOf)
    this.#states = larger(new Uint8Array(size), this.#states)
    const fingerprints = Buffer.alloc(size * fingerprintLength)
    this.#fingerprints.copy(fingerprints)
    this.#fingerprints = fingerprints
  }
}
