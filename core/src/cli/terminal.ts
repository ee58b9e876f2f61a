import pc from 'picocolors'
import { PatchbayError } from '../errors.ts'
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
  colours: Record<'red' | 'yellow' | 'green' | 'dim', (text: string) => string>
  /** Asks without showing what is typed; undefined where nobody can answer. */
  askHidden: ((question: string) => Promise<string>) | undefined
  /** Asks for a line, or for one of the choices; undefined where nobody can answer. */
  ask: ((question: Question) => Promise<string>) | undefined
  /** Takes away what was printed, where a person looks at it. */
  clear(): void
}

export interface Question {
  message: string
  choices: readonly string[]
  /** What Enter alone answers. */
  initial?: string | undefined
  /** True where an empty line is an answer. */
  optional?: boolean
}

const clearLine = '\r\u001b[2K'
const clearScreen = '\u001b[H\u001b[2J'

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
    // A terminal that doesn't know its columns says 0.
    width: (stdout.isTTY && stdout.columns) || Number.MAX_SAFE_INTEGER,
    colours: pc.createColors(pc.isColorSupported && stdout.isTTY),
    clear: () => {
      if (stdout.isTTY) stdout.write(clearScreen)
    },
    ...(stdin.isTTY && stderr.isTTY ? prompts(stderr) : { ask: undefined, askHidden: undefined }),
  }
}

/** Questions go to stderr: what is printed stays the result alone. Loaded when the first one is asked. */
const prompts = (output: NodeJS.WritableStream) => ({
  askHidden: async (message: string): Promise<string> => {
    const { default: password } = await import('@inquirer/password')
    return password({ message, mask: false }, { output }).catch(left)
  },
  ask: async ({ message, choices, initial, optional }: Question): Promise<string> => {
    const known = initial === undefined ? {} : { default: initial }
    if (choices.length > 0) {
      const { default: select } = await import('@inquirer/select')
      return select({ message, choices: [...choices], ...known }, { output }).catch(left)
    }
    const { default: input } = await import('@inquirer/input')
    return input({ message, required: optional !== true, ...known }, { output }).catch(left)
  },
})

/** Ctrl-C at a question is an answer. */
const left = (error: unknown): never => {
  if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error
  throw new PatchbayError('canceled', 'The question was not answered.', { next: 'Nothing was changed.' })
}
