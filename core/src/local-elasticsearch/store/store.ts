/** One index as it is kept. `mappings` is what `GET _mapping` shows: `{dynamic?, properties}`. */
export interface IndexRecord {
  name: string
  uuid: string
  settings: Readonly<Record<string, unknown>>
  mappings: Readonly<Record<string, unknown>>
  aliases: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  createdAt: number
}

/** A live document. The primary term is always 1: there is one shard that never moves. */
export interface DocumentRow {
  id: string
  seqNo: number
  version: number
  /** The `_source` as JSON text, as it was sent. */
  source: string
}

/** What search stands on. Writes are visible to it at once: a local index has no refresh delay. */
export interface ReadableStore {
  index(name: string): IndexRecord | undefined
  /** Every index, hidden ones included, by name. */
  indices(): readonly IndexRecord[]
  document(index: IndexRecord, id: string): DocumentRow | undefined
  /** Live documents in the order of their sequence numbers. */
  documents(index: IndexRecord): Iterable<DocumentRow>
  /** What was written after `seqNo`, in order, for search structures to catch up; `source` null: deleted. */
  changes(index: IndexRecord, seqNo: number): Iterable<{ id: string; seqNo: number; source: string | null }>
  /** The newest sequence number, -1 in an empty index. */
  maxSeqNo(index: IndexRecord): number
}
