import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const patience = 10_000

/** The command line of a process; empty when there is none. */
const commandOf = (pid: number): Promise<string> =>
  new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (_error, stdout) => resolve(stdout))
  })

/**
 * Ends the PostgreSQL that an earlier start left behind because it was killed: the one that this folder's own pid file
 * names, and only if it really runs on this folder.
 */
export const endLeftOver = async (databaseDir: string): Promise<void> => {
  const [first = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '')).split(
    '\n',
  )
  const pid = Number(first)
  const runs = async (): Promise<boolean> => pid > 1 && (await commandOf(pid)).includes(databaseDir)
  if (!(await runs())) return
  process.kill(pid, 'SIGINT')
  const begun = performance.now()
  while (await runs()) {
    if (performance.now() - begun > patience) {
      throw new Error(
        `A PostgreSQL of an earlier start (process ${pid}) does not end. End it, and start again.`,
      )
    }
    await sleep(100)
  }
}
