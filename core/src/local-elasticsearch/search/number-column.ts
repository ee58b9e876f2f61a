import { parseScalar } from '../mappings/field-types.ts'
import type { FieldNode } from '../mappings/mapping-tree.ts'
import type { Column } from './column.ts'
import { valuesAt } from './document-values.ts'

/** Numbers; dates as milliseconds, booleans as 0 and 1. */
export class NumberColumn implements Column {
  readonly field: FieldNode
  documents = 0
  tokens = 0
  readonly #path: readonly string[]
  #single = new Float64Array(64).fill(NaN)
  /** Documents with more than one value; their first is in `#single` too. */
  readonly #lists = new Map<number, readonly number[]>()

  constructor(field: FieldNode) {
    this.field = field
    this.#path = field.source.split('.')
  }

  get bytes(): number {
    return this.#single.byteLength + this.#lists.size * 100
  }

  add(slot: number, document: Record<string, unknown>): void {
    const values: number[] = []
    for (const raw of valuesAt(document, this.#path)) {
      const value = raw ?? this.field.parameters['null_value']
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue
      const parsed = parseScalar(this.field, value)
      if (typeof parsed === 'number') values.push(parsed)
    }
    const [first] = values
    if (first === undefined) return
    this.#grow(slot)
    this.#single[slot] = first
    if (values.length > 1)
      this.#lists.set(
        slot,
        values.toSorted((left, right) => left - right),
      )
    this.documents++
    this.tokens += new Set(values).size
  }

  remove(slot: number): void {
    const values = this.values(slot)
    if (values.length === 0) return
    this.documents--
    this.tokens -= new Set(values).size
    this.#single[slot] = NaN
    this.#lists.delete(slot)
  }

  /** Sorted; empty where there is none. */
  values(slot: number): readonly number[] {
    const list = this.#lists.get(slot)
    if (list !== undefined) return list
    const value = this.#single[slot] ?? NaN
    return Number.isNaN(value) ? [] : [value]
  }

  has(slot: number): boolean {
    return !Number.isNaN(this.#single[slot] ?? NaN)
  }

  /** Calls back for every slot with a value that passes. */
  scan(passes: (value: number) => boolean, found: (slot: number) => void): void {
    const single = this.#single
    for (let slot = 0; slot < single.length; slot++) {
      const value = single[slot] ?? NaN
      if (Number.isNaN(value)) continue
      if (passes(value) || (this.#lists.size > 0 && this.#lists.get(slot)?.some(passes) === true)) found(slot)
    }
  }

  #grow(slot: number): void {
    if (slot < this.#single.length) return
    const larger = new Float64Array(Math.max(slot + 1, this.#single.length * 2)).fill(NaN)
    larger.set(this.#single)
    this.#single = larger
  }
}
