import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../core/bin/patchbay.mjs', import.meta.url))

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

/** Runs it to its end. */
export const runCli = (args: readonly string[], options: CliOptions): Promise<Finished> =>
  startCli(args, options).finished()
