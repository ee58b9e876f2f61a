/**
 * What the Connector API handlers need of an Elasticsearch, and no more, so that the same handlers stand in front of
 * local Elasticsearch's own store and, in the tests, in front of a genuine Elasticsearch that lacks these APIs.
 * Indices are the concrete ones: `.elastic-connectors-v1`, `.elastic-connectors-sync-jobs-v1`, `.connector-secrets-1`.
 */
export interface DocumentStore {
  /** Realtime. Undefined when the document or the index is missing. */
  get(index: string, id: string): Promise<StoredDocument | undefined>
  /**
   * Writes the whole document, with an automatic id when none is given; makes the index on the first write.
   * Throws a 409 `version_conflict_engine_exception` when `if` names another sequence number.
   */
  put(index: string, document: DocumentToPut): Promise<{ id: string; result: 'created' | 'updated' }>
  /** False when there was none. */
  delete(index: string, id: string): Promise<boolean>
  search(index: string, query: StoreQuery): Promise<{ total: number; documents: StoredDocument[] }>
  /** False before the first write. */
  exists(index: string): Promise<boolean>
}

export interface StoredDocument {
  id: string
  source: Record<string, unknown>
  seqNo: number
  primaryTerm: number
}

export interface DocumentToPut {
  id?: string
  source: Record<string, unknown>
  if?: { seqNo: number; primaryTerm: number }
  /** `true`: searchable when this returns. */
  refresh: boolean
}

export interface StoreQuery {
  /** ANDed; each `field` equals one of `values`, exactly (keyword). */
  terms: readonly { field: string; values: readonly (string | boolean)[] }[]
  /** `true` hides documents whose boolean field is true, as `deleted` does. */
  not?: readonly { field: string; value: string | boolean }[]
  /** `*text*`, case-sensitive on `keyword` fields, on the words of `text` fields; ORed. */
  like?: { text: string; keyword: readonly string[]; words: readonly string[] }
  sort: { field: string; order: 'asc' | 'desc'; missing: '_first' | '_last' }
  from: number
  size: number
}
