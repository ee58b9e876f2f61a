import type { FieldNode } from '../mappings/mapping-tree.ts'
import { analyze } from './analyze.ts'
import type { Column } from './column.ts'
import { valuesAt } from './document-values.ts'

/** Between two values of a list lies a gap that no phrase bridges. */
const GAP = 100

/** Full text: which tokens stand in which documents, how often, and how long each text is. */
export class WordsColumn implements Column {
  readonly field: FieldNode
  bytes = 0
  documents = 0
  tokens = 0
  readonly #path: readonly string[]
  /** By token: slot, frequency, slot, frequency... */
  readonly #postings = new Map<string, number[]>()
  readonly #lengths: number[] = []

  constructor(field: FieldNode) {
    this.field = field
    this.#path = field.source.split('.')
  }

  add(slot: number, document: Record<string, unknown>): void {
    const frequencies = new Map<string, number>()
    const values = valuesAt(document, this.#path).filter((value) => value !== null)
    if (values.length === 0) return
    let length = 0
    for (const value of values) {
      for (const token of this.analyze(String(value))) {
        frequencies.set(token, (frequencies.get(token) ?? 0) + 1)
        length++
      }
    }
    // An empty text exists, but doesn't count for scores.
    this.#lengths[slot] = length
    if (length === 0) return
    this.documents++
    this.tokens += length
    for (const [token, frequency] of frequencies) {
      const postings = this.#postings.get(token)
      this.bytes += 16
      if (postings === undefined) {
        this.#postings.set(token, [slot, frequency])
        this.bytes += 120
      } else postings.push(slot, frequency)
    }
  }

  remove(slot: number): void {
    const length = this.#lengths[slot]
    if (length === undefined || length === 0) return
    this.documents--
    this.tokens -= length
  }

  analyze(text: string): string[] {
    return analyze(text, this.field.parameters['analyzer'])
  }

  /** Slot, frequency, slot, frequency... of a token, removed documents included. */
  postings(token: string): readonly number[] {
    return this.#postings.get(token) ?? []
  }

  /** Every token that was ever added. */
  terms(): Iterable<string> {
    return this.#postings.keys()
  }

  length(slot: number): number {
    return this.#lengths[slot] ?? 0
  }

  has(slot: number): boolean {
    return this.#lengths[slot] !== undefined
  }

  /** How often the tokens stand one after the other in the document. */
  countPhrase(document: Record<string, unknown>, phrase: readonly string[]): number {
    const positions: (string | undefined)[] = []
    for (const value of valuesAt(document, this.#path)) {
      if (value === null) continue
      if (positions.length > 0) positions.length += GAP
      positions.push(...this.analyze(String(value)))
    }
    let count = 0
    for (let at = 0; at + phrase.length <= positions.length; at++) {
      if (phrase.every((token, index) => positions[at + index] === token)) count++
    }
    return count
  }
}
