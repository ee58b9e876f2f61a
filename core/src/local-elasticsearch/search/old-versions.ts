import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { DocumentRow, IndexRecord } from '../store/store.ts'
import type { ReaderSource } from './index-reader.ts'
import type { SearchDeps } from './search-deps.ts'

export interface Snapshot {
  /** The index as it was when the snapshot was taken. */
  source: ReaderSource
  release(): void
}

const row = z.object({ id: z.string(), seqNo: z.number(), version: z.number(), source: z.string() })

/** Merges two lists, each in the order of sequence numbers. */
const merged = function* (left: Iterator<DocumentRow>, right: Iterator<DocumentRow>): Iterable<DocumentRow> {
  let [a, b] = [left.next(), right.next()]
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value.seqNo < b.value.seqNo)) {
      if (a.done !== true) yield a.value
      a = left.next()
    } else {
      yield b.value
      b = right.next()
    }
  }
}

const upTo = function* (documents: Iterable<DocumentRow>, seqNo: number): Generator<DocumentRow, undefined> {
  for (const document of documents) {
    if (document.seqNo > seqNo) return undefined
    yield document
  }
  return undefined
}

/**
 * Keeps the versions of documents that are replaced while snapshots are open, in a private temporary database, which
 * spills to disk by itself and is gone with the process.
 */
export const createOldVersions = ({
  store,
  beforeWrite,
}: Pick<SearchDeps, 'store' | 'beforeWrite'>): ((index: IndexRecord) => Snapshot) => {
  const db = new DatabaseSync('')
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
  db.exec(`CREATE TABLE old (index_uuid TEXT NOT NULL, id TEXT NOT NULL, seq_no INTEGER NOT NULL, version INTEGER NOT NULL,
    source TEXT NOT NULL, replaced_at INTEGER NOT NULL, PRIMARY KEY (index_uuid, seq_no)) STRICT, WITHOUT ROWID`)
  db.exec('CREATE INDEX old_ids ON old (index_uuid, id)')
  const insert = db.prepare('INSERT OR IGNORE INTO old VALUES (?, ?, ?, ?, ?, ?)')
  const columns = 'SELECT id, seq_no AS seqNo, version, source FROM old WHERE index_uuid = ?'
  const byId = db.prepare(`${columns} AND id = ? AND seq_no <= ? AND replaced_at > ?`)
  const forget = db.prepare('DELETE FROM old WHERE index_uuid = ?')
  /** The sequence numbers up to which open snapshots see, by index. */
  const held = new Map<string, number[]>()

  beforeWrite((index, id) => {
    const limits = held.get(index.uuid)
    if (limits === undefined) return
    const current = store.document(index, id)
    if (current === undefined || current.seqNo > Math.max(...limits)) return
    insert.run(index.uuid, id, current.seqNo, current.version, current.source, store.maxSeqNo(index) + 1)
  })

  return (index) => {
    const limit = store.maxSeqNo(index)
    held.set(index.uuid, [...(held.get(index.uuid) ?? []), limit])
    const old = function* (): Generator<DocumentRow, undefined> {
      const statement = db.prepare(`${columns} AND seq_no <= ? AND replaced_at > ? ORDER BY seq_no`)
      for (const found of statement.iterate(index.uuid, limit, limit)) yield row.parse(found)
      return undefined
    }
    const documents = (): Iterable<DocumentRow> => merged(upTo(store.documents(index), limit), old())
    return {
      source: {
        document(id) {
          const current = store.document(index, id)
          if (current !== undefined && current.seqNo <= limit) return current
          const found = byId.get(index.uuid, id, limit, limit)
          return found === undefined ? undefined : row.parse(found)
        },
        documents,
        changes: documents,
        maxSeqNo: () => limit,
      },
      release() {
        const limits = held.get(index.uuid) ?? []
        limits.splice(limits.indexOf(limit), 1)
        if (limits.length > 0) return
        held.delete(index.uuid)
        forget.run(index.uuid)
      },
    }
  }
}
