import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isSqliteError, sqliteCodes } from './sqlite-error.ts'

const format = 1

/**
 * Opens `elasticsearch.db` in the data directory, made when missing, for this process alone.
 * What is committed survives the end of the process at any moment (write-ahead log). Throws one sentence when another
 * process has it, when it is no database, or when a newer version made it.
 */
export const openDatabase = (dataDir: string): DatabaseSync => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'elasticsearch.db')
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    db.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000; PRAGMA foreign_keys = ON')
    db.exec(
      'CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
    )
    const found = metaValue(db, 'format', () => String(format))
    if (Number(found) > format) {
      throw new Error(
        `The data in ${dataDir} was made by a newer Patchbay. Use that version, or another data directory.`,
      )
    }
    return db
  } catch (error) {
    db.close()
    throw explain(error, dataDir)
  }
}

/** The value kept under the key; the first call makes it. */
export const metaValue = (db: DatabaseSync, key: string, make: () => string): string => {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(key)
  if (typeof row?.['value'] === 'string') return row['value']
  const value = make()
  db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(key, value)
  return value
}

const explain = (error: unknown, dataDir: string): unknown => {
  if (isSqliteError(error, sqliteCodes.busy)) {
    const next = 'Stop that process, or name another data directory.'
    return new Error(`Another process is using the data in ${dataDir}. ${next}`, { cause: error })
  }
  if (isSqliteError(error, sqliteCodes.notADatabase) || isSqliteError(error, sqliteCodes.corrupt)) {
    const next = 'Move that file away to start with an empty one.'
    return new Error(
      `elasticsearch.db in ${dataDir} can't be read: it is no database or is damaged. ${next}`,
      { cause: error },
    )
  }
  return error
}
