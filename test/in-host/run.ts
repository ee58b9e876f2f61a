import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Mocha from 'mocha'
import * as vscode from 'vscode'
import { folder } from './ground.ts'

/** One test, and why it failed. */
interface Report {
  test: string
  failed?: string
}

/** What a host of extensions calls: runs every file of the suite, or what a workspace that nobody trusts is for, and writes what came of each test into the folder. */
export const run = async (): Promise<void> => {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min' })
  // What describes tests does so from here on, so the files come only now.
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  if (vscode.workspace.isTrusted) {
    await import('./activation.ts')
    await import('./tree.ts')
    await import('./looking.ts')
    await import('./requests.ts')
    await import('./tools.ts')
    await import('./connector-file.ts')
    await import('./secrets.ts')
  } else await import('./untrusted.ts')
  const reports: Report[] = []
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => reports.push({ test: test.fullTitle() }))
      .on('fail', (test, error: Error) =>
        reports.push({ test: test.fullTitle(), failed: error.stack ?? error.message }),
      )
  })
  await writeFile(join(folder(), 'reports.json'), JSON.stringify(reports))
  if (failures > 0) throw new Error(`${failures} tests failed.`)
}
