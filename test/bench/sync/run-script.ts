import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

interface How {
  execArgv?: string[]
  env?: NodeJS.ProcessEnv
}

/** The flags and the environment of deploy/Dockerfile. */
export const asInContainer: How = {
  execArgv: ['--max-semi-space-size=4', '--heap-growing-percent=20'],
  env: { ...process.env, MALLOC_ARENA_MAX: '1' },
}

const start = (
  script: string,
  argument?: string,
  how: How = {},
): { child: ChildProcess; line: Promise<string>; next: () => Promise<string>; ended: Promise<void> } => {
  const child = fork(resolve(import.meta.dirname, script), argument === undefined ? [] : [argument], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...how,
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const failed = once(child, 'exit').then(([code]): never => {
    throw new Error(`${script} ended with ${String(code)}: ${said}`)
  })
  const { stdout } = child
  if (stdout === null) throw new Error('no output')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = (): Promise<string> =>
    Promise.race([lines.next().then(({ done, value }) => (done === true ? failed : value)), failed])
  const ended = once(child, 'exit').then(() => {})
  failed.catch(() => {})
  return { child, line: next(), next, ended }
}

/** Runs a script of this folder, or at a path, in a process of its own, and gives the line that it prints. */
export const runScript = async (script: string, argument: string, how?: How): Promise<string> => {
  const { line, ended } = start(script, argument, how)
  const printed = await line
  await ended
  return printed
}

export interface RunningScript {
  /** The first line that it printed. */
  line: string
  /** The next one. */
  next: () => Promise<string>
  stop: () => void
  kill: () => void
  ended: Promise<void>
}

/** Starts a script that goes on; it ends with this process, or when it is stopped. */
export const startScript = async (script: string, argument?: string, how?: How): Promise<RunningScript> => {
  const { child, line, next, ended } = start(script, argument, how)
  const first = await line
  return { line: first, next, ended, stop: () => child.disconnect(), kill: () => void child.kill('SIGKILL') }
}
