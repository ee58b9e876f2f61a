import { readFileSync, statSync } from 'node:fs'
import { PatchbayError } from '../errors.ts'

/** Bytes: whatever is given by a file is bounded further where it is used. */
const most = 16 * 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by you',
}

const refuse = (
  name: string,
  path: string,
  { why, cause }: { why: string; cause?: unknown },
): PatchbayError =>
  new PatchbayError('input.invalid', `${name}: the file ${path} ${why}.`, {
    field: name,
    next: 'Check the path and what it leads to.',
    cause,
  })

const contentOf = (name: string, path: string): Buffer => {
  try {
    if (statSync(path).size > most) throw refuse(name, path, { why: 'is larger than 16 MB' })
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof PatchbayError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw refuse(name, path, { why: reasons[code] ?? "can't be read", cause })
  }
}

/**
 * The text of a file that a flag names.
 * @throws PatchbayError `input.invalid` with the reason where there is none.
 */
export const readGiven = (name: string, path: string): string => {
  const content = contentOf(name, path)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    if (!text.includes('\0')) return text
  } catch (cause) {
    throw refuse(name, path, { why: 'is no text in UTF-8', cause })
  }
  throw refuse(name, path, { why: 'is no text in UTF-8' })
}
