import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

const start = (
  script: string,
  argument?: string,
  execArgv: string[] = [],
): { child: ChildProcess; line: Promise<string> } => {
  const child = fork(resolve(import.meta.dirname, script), argument === undefined ? [] : [argument], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv,
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const failed = once(child, 'exit').then(([code]): never => {
    throw new Error(`${script} ended with ${String(code)}: ${said}`)
  })
  const { stdout } = child
  if (stdout === null) throw new Error('no output')
  const first = once(createInterface({ input: stdout }), 'line').then(([line]) => String(line))
  failed.catch(() => {})
  return { child, line: Promise.race([first, failed]) }
}

/** Runs a script of this folder, or at a path, in a process of its own, and gives the line that it prints. */
export const runScript = async (script: string, argument: string, execArgv?: string[]): Promise<string> => {
  const { child, line } = start(script, argument, execArgv)
  const exited = once(child, 'exit')
  const printed = await line
  await exited
  return printed
}

/** Starts a script that goes on; it ends with this process, or when it is stopped. */
export const startScript = async (script: string): Promise<{ line: string; stop: () => void }> => {
  const { child, line } = start(script)
  return { line: await line, stop: () => child.disconnect() }
}
