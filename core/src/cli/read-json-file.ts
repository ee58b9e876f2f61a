import { readFileSync, statSync } from 'node:fs'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { z } from 'zod'
import { PatchbayError } from '../errors.ts'

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

const parseText = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The engine's own message quotes the file, which may hold a secret; where it is wrong is enough.
    const errors: ParseError[] = []
    parse(text, errors, { disallowComments: true })
    const [first] = errors
    const before = text.slice(0, first?.offset ?? text.length).split('\n')
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
    const what = first === undefined ? 'is not JSON' : `is broken: ${words(printParseErrorCode(first.error))}`
    throw invalid(`${path}, ${where}: ${what}.`, 'Mend that place and try again.', cause)
  }
}

/** `CommaExpected` -> `comma expected`. */
const words = (code: string): string => code.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()

const problem = (issue: z.core.$ZodIssue): string => {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return `unknown key ${issue.keys.map((key) => [...path, key].join('.')).join(', ')}`
  }
  return `${path.join('.') || 'the file'}: ${issue.message}`
}

/**
 * A JSON file, parsed by its schema.
 * @throws PatchbayError `config.invalid`: with line and column when it is no JSON, with the key when it is not as the
 * schema wants it.
 */
export const readJsonFile = <T>(path: string, what: string, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(parseText(readTextFile(path, what), path))
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const next = '`patchbay config schema` prints what may stand in it.'
  throw invalid(`${path}: ${first === undefined ? 'is not as it should be' : problem(first)}.`, next)
}
