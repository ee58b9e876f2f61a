import password from '@inquirer/password'
import pc from 'picocolors'
import type { Environment } from './login-of-cluster.ts'

/** What a command may use of the process around it. */
export interface Terminal {
  /** Results: one line, without its end. */
  print(line: string): void
  /** Progress, questions and errors, which are not results. */
  note(line: string): void
  /** Replaces the line that was shown last with another, where there is a terminal; null clears it. */
  flash(line: string | null): void
  env: Environment
  cwd: string
  /** Columns of the terminal; without one, nothing is cut. */
  width: number
  colours: ReturnType<typeof pc.createColors>
  /** Asks without showing what is typed; undefined where nobody can answer. */
  askHidden: ((question: string) => Promise<string>) | undefined
}

const clearLine = '\r\u001b[2K'

/** The terminal that the process was started on. Colour and moving lines only where a person looks. */
export const processTerminal = (): Terminal => {
  const { stdin, stdout, stderr, env } = process
  let flashing = false
  const flash = (line: string | null): void => {
    if (!stderr.isTTY || (line === null && !flashing)) return
    stderr.write(clearLine + (line ?? ''))
    flashing = line !== null
  }
  return {
    print: (line) => {
      flash(null)
      stdout.write(`${line}\n`)
    },
    note: (line) => {
      flash(null)
      stderr.write(`${line}\n`)
    },
    flash,
    env,
    cwd: process.cwd(),
    width: stdout.isTTY ? stdout.columns : Number.MAX_SAFE_INTEGER,
    colours: pc.createColors(pc.isColorSupported && stdout.isTTY),
    askHidden:
      stdin.isTTY && stderr.isTTY
        ? (question) => password({ message: question, mask: false }, { output: stderr })
        : undefined,
  }
}
