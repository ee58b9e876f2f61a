import type { Authorizer } from '../security/principal.ts'
import type { IndexRecord, ReadableStore } from '../store/store.ts'

/** What search needs of the rest of the server. */
export interface SearchDeps {
  store: ReadableStore
  authorizer: Pick<Authorizer, 'authorize' | 'may' | 'access'>
  /** The concrete indices of an expression, by name. Throws 404 `index_not_found_exception` as the options have it. */
  resolve(
    expression: string,
    options: { ignoreUnavailable: boolean; allowNoIndices: boolean; expandWildcards: string | undefined },
  ): readonly IndexRecord[]
  /** Deletes the document if its sequence number is still this one; false when it is not. For `_delete_by_query`. */
  deleteDocument(index: IndexRecord, id: string, ifSeqNo: number): boolean
  /**
   * Registers what the store calls right before each write to a document, a deletion included, while the old version can
   * still be read: open points in time keep a copy of what they still need.
   */
  beforeWrite(listener: (index: IndexRecord, id: string) => void): void
  /** Milliseconds since 1970, for `now` in dates and for how long a point in time is kept. */
  now(): number
}
