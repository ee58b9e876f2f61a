import { printable } from '../lib/printable.ts'
import type { Reference } from '../protocol/connector-file.ts'

/** A word as a shell takes it: names of connectors may have blanks. */
const quoted = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`

const flag = (path: string, from: Reference | undefined): string => {
  if (from === undefined) return `--set ${quoted(path)}`
  return 'env' in from
    ? `--set-env ${quoted(`${path}=${from.env}`)}`
    : `--set-file ${quoted(`${path}=${from.file}`)}`
}

/**
 * The flags that give a run its secrets again: from where a file of connectors says, else asked for. A path is that of
 * the secret in the request's input: `values.password`.
 */
export const secretFlags = (
  paths: readonly string[],
  references: ReadonlyMap<string, Reference> = new Map(),
): string => printable(paths.map((path) => ` ${flag(path, references.get(path))}`).join(''))
