import { isDeepStrictEqual } from 'node:util'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { DocumentStore } from './document-store.ts'

type Source = Record<string, unknown>

/** More writers than this on one document at one moment means that something is wrong. */
const attempts = 100

const isObject = (value: unknown): value is Source =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As a partial update does it: objects merge deeply, everything else is replaced. */
export const merge = (before: Source, change: Source): Source => {
  const after = { ...before }
  for (const [key, value] of Object.entries(change)) {
    const old = after[key]
    after[key] = isObject(old) && isObject(value) ? merge(old, value) : value
  }
  return after
}

export interface Change {
  index: string
  id: string
  /** From the whole document to the whole document; it runs again when another writer came first. May refuse by throwing. */
  to: (source: Source) => Source
  missing: () => Error
  refresh: boolean
  /** Written, and told as updated, even when nothing differs. */
  always?: boolean
}

/** Changes a document without losing what others write to it at the same time. */
export const changeDocument = async (store: DocumentStore, change: Change): Promise<'updated' | 'noop'> => {
  const { index, id } = change
  for (let attempt = 1; ; attempt++) {
    const stored = await store.get(index, id)
    if (stored === undefined) throw change.missing()
    const source = change.to(stored.source)
    if (change.always !== true && isDeepStrictEqual(source, stored.source)) return 'noop'
    try {
      const { seqNo, primaryTerm } = stored
      await store.put(index, { id, source, if: { seqNo, primaryTerm }, refresh: change.refresh })
      return 'updated'
    } catch (error) {
      const conflict = error instanceof ElasticsearchException && error.status === 409
      if (!conflict || attempt === attempts) throw error
    }
  }
}
