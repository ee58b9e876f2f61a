import { fingerprintLength } from './fingerprint.ts'

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
 * What the content index held before a sync, and which of it the source still has. Kept small: an id and about forty
 * bytes a document.
 */
export class ExistingDocuments {
  readonly #slots = new Map<string, number>()
  readonly #partNumbers = new Map<string, number>()
  readonly #parts: string[] = ['']
  #fingerprints = Buffer.alloc(0)
  #seqNos = new Float64Array(0)
  #terms = new Float64Array(0)
  #partOf = new Uint32Array(0)
  #states = new Uint8Array(0)
  readonly #doubtedFrom: number
  strangers = 0

  /** @param doubtedFrom documents with this version or a larger one count as changed. */
  constructor(doubtedFrom = Infinity) {
    this.#doubtedFrom = doubtedFrom
  }

  get size(): number {
    return this.#slots.size
  }

  add({ id, mark, seqNo, primaryTerm, version }: ExistingDocument): void {
    const slot = this.#slots.size
    if (slot === this.#states.length) this.#grow()
    this.#slots.set(id, slot)
    this.#seqNos[slot] = seqNo
    this.#terms[slot] = primaryTerm
    if (mark === undefined) {
      this.strangers += 1
      this.#partOf[slot] = stranger
      return
    }
    this.#partOf[slot] = this.#numberOf(mark.part)
    if (version >= this.#doubtedFrom) return
    this.#fingerprints.write(mark.fingerprint, slot * fingerprintLength, 'latin1')
  }

  /** Notes that the source has a document, and tells whether it is the same as in the index. */
  see(id: string, part: string, fingerprint: string): 'new' | 'changed' | 'unchanged' {
    const slot = this.#slots.get(id)
    if (slot === undefined) return 'new'
    this.#states[slot] = seen
    const number = this.#partOf[slot]
    if (number === stranger || number !== this.#partNumbers.get(part)) return 'changed'
    const at = slot * fingerprintLength
    return this.#fingerprints.toString('latin1', at, at + fingerprintLength) === fingerprint
      ? 'unchanged'
      : 'changed'
  }

  /** Documents that the source didn't show, with the part that they belong to; undefined for strangers. */
  *unseen(): Generator<{ id: string; part: string | undefined; seqNo: number; primaryTerm: number }> {
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
