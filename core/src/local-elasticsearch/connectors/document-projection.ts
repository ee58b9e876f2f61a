import { isObject } from '../xcontent/is-object.ts'
import type { Store } from '../store/create-store.ts'
import type { IndexRecord } from '../store/store.ts'
import { readSource } from '../documents/read-update.ts'

/** The plain values of a document, by dotted path. */
export type Fields = ReadonlyMap<string, string | number | boolean>

const deepest = 2

const collect = (
  value: Record<string, unknown>,
  prefix: string,
  depth: number,
  into: Map<string, string | number | boolean>,
): void => {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean')
      into.set(prefix + key, inner)
    else if (depth < deepest && isObject(inner)) collect(inner, `${prefix}${key}.`, depth + 1, into)
  }
}

/**
 * The searchable values of one index in memory, without the large parts of its documents (configurations lie deeper).
 * Follows the store by what changed since it last looked.
 */
export class DocumentProjection {
  readonly #rows = new Map<string, Fields>()
  #seen = -1

  rows(store: Store, index: IndexRecord): ReadonlyMap<string, Fields> {
    if (store.maxSeqNo(index) === this.#seen) return this.#rows
    for (const { id, seqNo, source } of store.changes(index, this.#seen)) {
      this.#seen = seqNo
      // Out and in again: rows stay in the order of their sequence numbers.
      this.#rows.delete(id)
      if (source === null) continue
      const fields = new Map<string, string | number | boolean>()
      collect(readSource(source), '', 1, fields)
      this.#rows.set(id, fields)
    }
    return this.#rows
  }
}
