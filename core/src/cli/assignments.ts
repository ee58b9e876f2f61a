import { PatchbayError } from '../errors.ts'
import { hasCredentials } from '../protocol/sensitive-fields.ts'
import { Secret } from '../secrets/secret.ts'
import { readGiven } from './read-given.ts'

/** What `--set`, `--set-file` and `--set-env` were given, each as typed. */
export interface Assignments {
  set: readonly string[]
  setFile: readonly string[]
  setEnv: readonly string[]
  /** Files of many values. */
  fromFile: readonly string[]
}

export interface AssignmentSources {
  env: Readonly<Record<string, string | undefined>>
  /** Asks on the terminal without showing what is typed; undefined where there is no terminal. */
  askHidden: ((question: string) => Promise<string>) | undefined
}

const ways = (key: string): string =>
  `Use --set ${key} to be asked, --set-file ${key}=PATH, or --set-env ${key}=NAME.`

const split = (flag: string, text: string): [key: string, value: string] => {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new PatchbayError('input.invalid', `${flag} "${text}" is not key=value.`, {
    field: text,
    next: `Write it as ${flag} ${text || 'key'}=…`,
  })
}

const ask = async (key: string, { askHidden }: AssignmentSources): Promise<Secret> => {
  if (askHidden !== undefined) return new Secret(await askHidden(key))
  throw new PatchbayError(
    'input.invalid',
    `${key}: nobody can be asked for it here, this is not a terminal.`,
    {
      field: key,
      next: `Use --set-file ${key}=PATH or --set-env ${key}=NAME; --set ${key}= gives an empty value.`,
    },
  )
}

/** One line end at the end of a file belongs to the file, not to the password. */
export const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '')

/**
 * The values that were set, by key, in the order of the flags: plain texts from `--set key=value`, Secrets from a file,
 * from the environment, or typed at a hidden prompt (`--set key`).
 * @throws PatchbayError `input.invalid` where a sensitive value stands on the command line, where the shell's history
 * and every process list would show it; or where a file or a variable is missing.
 */
export const readAssignments = async (
  given: Omit<Assignments, 'fromFile'>,
  isSensitive: (key: string) => boolean,
  sources: AssignmentSources,
): Promise<Map<string, string | Secret>> => {
  const values = new Map<string, string | Secret>()
  for (const text of given.set) {
    if (!text.includes('=')) {
      values.set(text, await ask(text, sources))
      continue
    }
    const [key, value] = split('--set', text)
    if (value !== '' && (isSensitive(key) || hasCredentials(value))) {
      throw new PatchbayError(
        'input.invalid',
        `${key}: is a secret and was given where others can read it.`,
        {
          field: key,
          next: ways(key),
        },
      )
    }
    values.set(key, value)
  }
  for (const text of given.setFile) {
    const [key, path] = split('--set-file', text)
    values.set(key, new Secret(withoutLineEnd(readGiven(key, path))))
  }
  for (const text of given.setEnv) {
    const [key, name] = split('--set-env', text)
    const value = sources.env[name]
    if (value === undefined) {
      throw new PatchbayError('input.invalid', `${key}: the environment has no ${name}.`, {
        field: key,
        next: `Set ${name}, or use --set-file ${key}=PATH.`,
      })
    }
    values.set(key, new Secret(value))
  }
  return values
}
