import { readFileSync, statSync } from 'node:fs'
import type { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { type JsonProblem, schemaProblems, syntaxProblems } from './json-problems.ts'

const invalid = (message: string, next: string, cause?: unknown): PatchbayError =>
  new PatchbayError('config.invalid', message, { next, cause })

/** Text of a file that the configuration names. */
export const readTextFile = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const why =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'is not there' : "can't be read"
    throw invalid(`${what} ${path} ${why}.`, 'Check the path, and who may read it.', cause)
  }
}

/** @throws PatchbayError `config.invalid` when others than its owner can read a file that holds secrets. */
export const refuseReadableByOthers = (path: string): void => {
  if (process.platform === 'win32') return
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) === 0) return
  throw invalid(
    `${path} holds secrets and others can read it (mode ${mode.toString(8)}).`,
    `Run \`chmod 600 ${path}\`.`,
  )
}

/**
 * A JSON file, parsed by its schema.
 * @throws PatchbayError `config.invalid`: with line and column of the first thing that is wrong.
 */
export const readJsonFile = <T>(path: string, what: string, schema: z.ZodType<T>): T => {
  const text = readTextFile(path, what)
  const [broken] = syntaxProblems(text)
  if (broken !== undefined) throw wrong(path, broken, 0)
  const [first, ...others] = schemaProblems(text, schema)
  if (first !== undefined) throw wrong(path, first, others.length)
  return schema.parse(JSON.parse(text))
}

const wrong = (path: string, { line, column, problem, fix }: JsonProblem, others: number): PatchbayError => {
  const more = others === 0 ? '' : ` (and ${others} more: \`patchbay config check\` lists them)`
  return invalid(`${path}, line ${line}, column ${column}: ${problem}${more}.`, fix)
}
