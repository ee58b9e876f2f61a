import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runCommandLine } from '../../core/src/cli/run-command-line.ts'
import type { Terminal } from '../../core/src/cli/terminal.ts'

/** What `npx patchbay` starts. */
export const bin = fileURLToPath(new URL('../../core/bin/patchbay.mjs', import.meta.url))

export interface Finished {
  code: number
  stdout: string
  stderr: string
}

export interface CliOptions {
  cwd: string
  /** Replaces the environment, but for what a process needs to start at all. */
  env?: Readonly<Record<string, string>>
}

const plain = (text: string): string => text
const noColours = { red: plain, yellow: plain, green: plain, dim: plain }

/** Who sits before it; by default nobody, as in a script. */
export interface Person {
  ask?: Terminal['ask']
  askHidden?: Terminal['askHidden']
  signal?: AbortSignal
  /** Sees each line when it is printed. */
  onPrint?: (line: string) => void
  /** Sees each line of stderr. */
  onNote?: (line: string) => void
}

/** Starts the real `patchbay` as a process of its own; it has no terminal. */
export const startCli = (args: readonly string[], { cwd, env = {} }: CliOptions) => {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return {
    child,
    finished: async (): Promise<Finished> => {
      const [stdout, stderr] = await output
      return { code: child.exitCode ?? -1, stdout, stderr }
    },
  }
}

/** Runs it as a process of its own, to its end. */
export const spawnCli = (args: readonly string[], options: CliOptions): Promise<Finished> =>
  startCli(args, options).finished()

/** The same in this process, which spares the start: everything but signals and the process's own streams is real. */
export const runCli = async (
  args: readonly string[],
  { cwd, env = {}, ask, askHidden, signal, onPrint, onNote }: CliOptions & Person,
): Promise<Finished> => {
  const [stdout, stderr] = [[''], ['']]
  const terminal: Terminal = {
    print: (line) => {
      stdout.push(`${line}\n`)
      onPrint?.(line)
    },
    note: (line) => {
      stderr.push(`${line}\n`)
      onNote?.(line)
    },
    flash: () => undefined,
    clear: () => undefined,
    env,
    cwd,
    width: Number.MAX_SAFE_INTEGER,
    colours: noColours,
    ask,
    askHidden,
  }
  const code = await runCommandLine(args, terminal, signal ?? new AbortController().signal)
  return { code, stdout: stdout.join(''), stderr: stderr.join('') }
}
