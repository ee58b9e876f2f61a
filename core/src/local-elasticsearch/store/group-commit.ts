import type { DatabaseSync } from 'node:sqlite'

/** Writes of concurrent requests share a transaction; none is answered before its commit. */
export interface GroupCommit {
  /** Before each write: opens the shared transaction unless one is open. */
  begin(): void
  /** Runs a write of several statements; all of it stays, or nothing. Not for asynchronous functions. */
  atomically<T>(write: () => T): T
  /** To be handed to `committed` when the request is done. */
  mark(): number
  /**
   * Resolves when everything written so far is on disk. Rejects with the error of the disk when anything written since
   * the mark was rolled back.
   */
  committed(mark: number): Promise<void>
  /** The disk refused a write: all that waits for the same commit is rolled back, so that nothing is half-done. */
  fail(error: unknown): void
  /** Commits at once: for closing. */
  flush(): void
}

/** `onRollback` tells the caller to forget what it remembers of the lost writes. */
export const createGroupCommit = (db: DatabaseSync, onRollback: () => void): GroupCommit => {
  let open = false
  let scheduled: Promise<void> | undefined
  let rollbacks = 0
  let failure: unknown

  const lost = (error: unknown): void => {
    open = false
    rollbacks++
    failure = error
    if (db.isTransaction) db.exec('ROLLBACK')
    onRollback()
  }

  const commit = (): void => {
    scheduled = undefined
    if (!open) return
    try {
      db.exec('COMMIT')
      open = false
    } catch (error) {
      lost(error)
    }
  }

  const group: GroupCommit = {
    begin() {
      if (open) return
      db.exec('BEGIN')
      open = true
    },
    atomically(write) {
      group.begin()
      db.exec('SAVEPOINT one')
      try {
        const result = write()
        db.exec('RELEASE one')
        return result
      } catch (error) {
        // A full disk may already have ended the whole transaction.
        if (db.isTransaction) db.exec('ROLLBACK TO one; RELEASE one')
        else lost(error)
        throw error
      }
    },
    mark: () => rollbacks,
    async committed(mark) {
      if (open) {
        scheduled ??= new Promise((resolve) => setImmediate(() => resolve(commit())))
        await scheduled
      }
      if (rollbacks !== mark) throw failure
    },
    fail(error) {
      if (open) lost(error)
    },
    flush: commit,
  }
  return group
}
