import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { DocumentRow } from './store.ts'

/** The newest operation on an id. `deleted`: a tombstone, which keeps version and sequence number right. */
export interface CurrentVersion {
  seqNo: number
  version: number
  deleted: boolean
}

const number = z.number()
const text = z.string()
const row = z.object({ id: text, seqNo: number, version: number, source: text })
const usage = z.object({ documents: number, bytes: number })
const change = z.object({ id: text, seqNo: number, source: text.nullable() })

/**
 * The documents of one index: a table whose row id is the sequence number, so that each write appends and changes read
 * in order; a unique index finds ids. One row an id: the newest operation on it.
 */
export class DocumentTable {
  readonly #db: DatabaseSync
  readonly #name: string
  readonly #current: StatementSync
  readonly #document: StatementSync
  readonly #put: StatementSync
  #maxSeqNo: number

  constructor(db: DatabaseSync, index: number) {
    this.#db = db
    this.#name = `documents_${index}`
    this.#current = db.prepare(
      `SELECT seq_no, version, source IS NULL AS deleted FROM ${this.#name} WHERE id = ?`,
    )
    this.#document = db.prepare(
      `SELECT seq_no, version, source FROM ${this.#name} WHERE id = ? AND source IS NOT NULL`,
    )
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO ${this.#name} (seq_no, id, version, source) VALUES (?, ?, ?, ?)`,
    )
    for (const statement of [this.#current, this.#document]) statement.setReturnArrays(true)
    this.#maxSeqNo =
      z
        .object({ max: number.nullable() })
        .parse(db.prepare(`SELECT MAX(seq_no) AS max FROM ${this.#name}`).get()).max ?? -1
  }

  static create(db: DatabaseSync, index: number): void {
    db.exec(
      `CREATE TABLE documents_${index} (seq_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, source TEXT) STRICT`,
    )
  }

  get maxSeqNo(): number {
    return this.#maxSeqNo
  }

  current(id: string): CurrentVersion | undefined {
    const found: unknown = this.#current.get(id)
    if (!Array.isArray(found)) return undefined
    const [seqNo, version, deleted] = found
    return { seqNo: Number(seqNo), version: Number(version), deleted: deleted === 1 }
  }

  document(id: string): DocumentRow | undefined {
    const found: unknown = this.#document.get(id)
    if (!Array.isArray(found)) return undefined
    const [seqNo, version, source] = found
    return { id, seqNo: Number(seqNo), version: Number(version), source: String(source) }
  }

  /** Writes the document, or its tombstone (null), under the next sequence number and returns that. */
  put(id: string, version: number, source: string | null): number {
    const seqNo = this.#maxSeqNo + 1
    this.#put.run(seqNo, id, version, source)
    this.#maxSeqNo = seqNo
    return seqNo
  }

  *documents(): Iterable<DocumentRow> {
    const sql = `SELECT seq_no AS seqNo, id, version, source FROM ${this.#name} WHERE source IS NOT NULL AND seq_no <= ? ORDER BY seq_no`
    for (const found of this.#db.prepare(sql).iterate(this.#maxSeqNo)) yield row.parse(found)
  }

  *changes(after: number): Iterable<{ id: string; seqNo: number; source: string | null }> {
    const sql = `SELECT seq_no AS seqNo, id, source FROM ${this.#name} WHERE seq_no > ? AND seq_no <= ? ORDER BY seq_no`
    for (const found of this.#db.prepare(sql).iterate(after, this.#maxSeqNo)) yield change.parse(found)
  }

  /** How many documents, and how many bytes they take: read from the lengths, not from the texts. */
  usage(): { documents: number; bytes: number } {
    const sql = `SELECT COUNT(*) AS documents, COALESCE(SUM(octet_length(source)), 0) AS bytes FROM ${this.#name} WHERE source IS NOT NULL`
    return usage.parse(this.#db.prepare(sql).get())
  }

  drop(): void {
    this.#db.exec(`DROP TABLE ${this.#name}`)
  }
}
