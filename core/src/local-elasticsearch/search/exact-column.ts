import { parseScalar } from '../mappings/field-types.ts'
import type { FieldNode } from '../mappings/mapping-tree.ts'
import type { Column } from './column.ts'
import { valuesAt } from './document-values.ts'

/** Values that are compared as they are: keyword and its like. `path` may lead into a flattened field. */
export class ExactColumn implements Column {
  bytes = 0
  /** Documents that have a value, and their values, each value of a document counted once. */
  documents = 0
  tokens = 0
  readonly #field: FieldNode
  readonly #path: readonly string[]
  readonly #values: (string | readonly string[] | undefined)[] = []
  /** Built when a term is first asked for. */
  #postings: Map<string, number[]> | undefined

  constructor(field: FieldNode, path: string) {
    this.#field = field
    const source = path.startsWith(field.path) ? field.source + path.slice(field.path.length) : field.source
    this.#path = source.split('.')
  }

  add(slot: number, document: Record<string, unknown>): void {
    const deep = this.#field.type === 'flattened' && this.#path.join('.') === this.#field.source
    const distinct = new Set<string>()
    for (const raw of valuesAt(document, this.#path, deep)) {
      const value = raw ?? this.#field.parameters['null_value']
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue
      const parsed = parseScalar(this.#field, value)
      if (typeof parsed === 'string') distinct.add(parsed)
    }
    if (distinct.size === 0) return
    const values = [...distinct]
    this.#values[slot] = values.length === 1 ? values[0] : values.toSorted()
    this.documents++
    this.tokens += values.length
    for (const value of values) {
      this.bytes += value.length + 40
      if (this.#postings !== undefined) post(this.#postings, value, slot)
    }
  }

  remove(slot: number): void {
    const values = this.values(slot)
    if (values.length === 0) return
    this.documents--
    this.tokens -= values.length
  }

  /** Sorted, each once; empty where there is none. */
  values(slot: number): readonly string[] {
    const values = this.#values[slot]
    if (values === undefined) return []
    return typeof values === 'string' ? [values] : values
  }

  has(slot: number): boolean {
    return this.#values[slot] !== undefined
  }

  /** The slots that have exactly this value, removed ones included. */
  slots(value: string): readonly number[] {
    return this.#allPostings().get(value) ?? []
  }

  /** Every value that was ever added. */
  terms(): Iterable<string> {
    return this.#allPostings().keys()
  }

  #allPostings(): Map<string, number[]> {
    if (this.#postings !== undefined) return this.#postings
    const postings = new Map<string, number[]>()
    for (let slot = 0; slot < this.#values.length; slot++)
      for (const value of this.values(slot)) post(postings, value, slot)
    this.bytes += postings.size * 100 + this.tokens * 8
    return (this.#postings = postings)
  }
}

const post = (postings: Map<string, number[]>, value: string, slot: number): void => {
  const slots = postings.get(value)
  if (slots === undefined) postings.set(value, [slot])
  else slots.push(slot)
}
