/** A line of a `.env` file that sets something. */
export interface EnvEntry {
  readonly name: string
  readonly value: string
  /** Counted from 1. */
  readonly line: number
}

const entry = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/
const quoted = /^(["'`])(.*?)\1(?:\s*#.*)?$/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unquote = (written: string): string => {
  const found = quoted.exec(written)
  if (found === null) return written.replace(/(?:^|\s+)#.*$/, '')
  const [, mark, value = ''] = found
  return mark === '"' ? value.replaceAll(/\\(.)/g, (_all, one: string) => escapes[one] ?? one) : value
}

/** Reads a `.env` file: `NAME=value` a line, quotes and `export` allowed, comments after `#`. Other lines say nothing. */
export const parseEnvFile = (text: string): EnvEntry[] =>
  text.split('\n').flatMap((line, at) => {
    // An environment's value is short; a line of megabytes is something else.
    const found = line.length > 32_768 ? null : entry.exec(line)
    const [, name, written = ''] = found ?? []
    return name === undefined ? [] : [{ name, value: unquote(written), line: at + 1 }]
  })
