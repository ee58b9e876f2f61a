import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { randomUuid } from '../documents/document-id.ts'
import type { CurrentVersion } from './document-table.ts'
import { DocumentTable } from './document-table.ts'
import type { GroupCommit } from './group-commit.ts'
import { createGroupCommit } from './group-commit.ts'
import type { IndexRecord, ReadableStore } from './store.ts'

export type NewIndex = Pick<IndexRecord, 'name' | 'settings' | 'mappings' | 'aliases'>

/** The indices and their documents. Writes are on disk when `commits.committed` resolves. */
export interface Store extends ReadableStore {
  commits: GroupCommit
  createIndex(index: NewIndex): IndexRecord
  /** Returns the changed record; the old one is out of date from then on. */
  updateIndex(
    index: IndexRecord,
    change: Partial<Pick<IndexRecord, 'settings' | 'mappings' | 'aliases'>>,
  ): IndexRecord
  deleteIndex(index: IndexRecord): void
  /** The indices behind an alias, by name. Empty for what is no alias. */
  behindAlias(alias: string): readonly IndexRecord[]
  current(index: IndexRecord, id: string): CurrentVersion | undefined
  usage(index: IndexRecord): { documents: number; bytes: number }
  /** Writes a document, or its tombstone (null), and returns its sequence number. */
  put(index: IndexRecord, id: string, version: number, source: string | null): number
  /** Called right before each write to a document, while the old version can still be read. Forgotten on a rollback. */
  beforeWrite(listener: WriteListener): void
  /** Called when writes were lost because the disk refused them: what was remembered of them is wrong. */
  onRollback(listener: () => void): void
}

export type WriteListener = (index: IndexRecord, id: string) => void

interface State {
  key: number
  record: IndexRecord
  table: DocumentTable
}

const json = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.unknown()))
const indexRow = z.object({
  key: z.number(),
  name: z.string(),
  uuid: z.string(),
  settings: json,
  mappings: json,
  aliases: json,
  createdAt: z.number(),
})

/** Opens the store on its database, and makes its tables when they are missing. */
export const createStore = (db: DatabaseSync, now: () => number = Date.now): Store => {
  db.exec(`CREATE TABLE IF NOT EXISTS indices (key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    uuid TEXT NOT NULL, settings TEXT NOT NULL, mappings TEXT NOT NULL, aliases TEXT NOT NULL, createdAt INTEGER NOT NULL) STRICT`)
  const states = new Map<string, State>()
  let sorted: readonly IndexRecord[] | undefined
  let aliases: Map<string, IndexRecord[]> | undefined

  const changed = (): void => {
    sorted = undefined
    aliases = undefined
  }
  const load = (): void => {
    states.clear()
    changed()
    for (const found of db.prepare('SELECT * FROM indices').all()) {
      const { key, ...record } = indexRow.parse(found)
      states.set(record.name, { key, record, table: new DocumentTable(db, key) })
    }
  }
  const beforeWrite: WriteListener[] = []
  const rollbackListeners = [load]
  const commits = createGroupCommit(db, () => {
    beforeWrite.length = 0
    for (const listener of rollbackListeners) listener()
  })
  const stateOf = (index: IndexRecord): State => {
    const state = states.get(index.name)
    if (state === undefined) throw new Error(`Index ${index.name} was deleted while it was used.`)
    return state
  }
  load()

  const insert = db.prepare(
    'INSERT INTO indices (name, uuid, settings, mappings, aliases, createdAt) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const update = db.prepare('UPDATE indices SET settings = ?, mappings = ?, aliases = ? WHERE key = ?')
  const remove = db.prepare('DELETE FROM indices WHERE key = ?')
  const texts = (record: NewIndex): [string, string, string] => [
    JSON.stringify(record.settings),
    JSON.stringify(record.mappings),
    JSON.stringify(record.aliases),
  ]

  return {
    commits,
    index: (name) => states.get(name)?.record,
    indices: () =>
      (sorted ??= [...states.values()]
        .map(({ record }) => record)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))),
    behindAlias(alias) {
      if (aliases === undefined) {
        aliases = new Map()
        for (const { record } of states.values()) {
          for (const name of Object.keys(record.aliases))
            aliases.set(name, [...(aliases.get(name) ?? []), record])
        }
      }
      return aliases.get(alias) ?? []
    },
    createIndex(index) {
      const record: IndexRecord = { ...index, uuid: randomUuid(), createdAt: now() }
      return commits.atomically(() => {
        const key = Number(
          insert.run(record.name, record.uuid, ...texts(record), record.createdAt).lastInsertRowid,
        )
        DocumentTable.create(db, key)
        states.set(record.name, { key, record, table: new DocumentTable(db, key) })
        changed()
        return record
      })
    },
    updateIndex(index, change) {
      const state = stateOf(index)
      const record = { ...state.record, ...change }
      commits.begin()
      update.run(...texts(record), state.key)
      state.record = record
      changed()
      return record
    },
    deleteIndex(index) {
      const { key, table } = stateOf(index)
      commits.atomically(() => {
        table.drop()
        remove.run(key)
      })
      states.delete(index.name)
      changed()
    },
    document: (index, id) => stateOf(index).table.document(id),
    documents: (index) => stateOf(index).table.documents(),
    changes: (index, seqNo) => stateOf(index).table.changes(seqNo),
    usage: (index) => stateOf(index).table.usage(),
    maxSeqNo: (index) => stateOf(index).table.maxSeqNo,
    current: (index, id) => stateOf(index).table.current(id),
    put(index, id, version, source) {
      for (const listener of beforeWrite) listener(index, id)
      commits.begin()
      return stateOf(index).table.put(id, version, source)
    },
    beforeWrite: (listener) => void beforeWrite.push(listener),
    onRollback: (listener) => void rollbackListeners.push(listener),
  }
}
