import { type OperationSummary, PatchbayError } from '@patchbay/core'
import { type Field, fieldsOf, isSensitive, nearest, positionalField } from '@patchbay/core/words'
import { type OwnCommand, ownCommands } from './own-commands.ts'
import { splitWords } from './split-words.ts'

/** What somebody typed after `/connectors`. */
export type Command =
  | { kind: 'help'; about: string | undefined }
  | { kind: 'own'; word: OwnCommand; rest: readonly string[] }
  | { kind: 'operation'; operation: OperationSummary; input: Record<string, unknown>; missing: Field[] }

/** Verbs alone, where it is clear what they are about. */
export const shortcuts: Readonly<Record<string, string>> = {
  list: 'connector.list',
  show: 'connector.get',
  health: 'connector.health',
  create: 'connector.create',
  configure: 'connector.configure',
  schedule: 'connector.schedule',
  test: 'connector.test',
  sync: 'sync.start',
  cancel: 'sync.cancel-all',
  jobs: 'sync.list',
  rules: 'rules.get',
  'rotate-key': 'api-key.rotate',
  'upgrade-keys': 'api-key.rotate-due',
  convert: 'connector.convert',
  delete: 'connector.delete',
  approvals: 'approval.list',
  audit: 'audit.list',
  whoami: 'actor.whoami',
}

const wrong = (message: string, next: string, field?: string): PatchbayError =>
  new PatchbayError('input.invalid', message, { next, field })

/** The operation that the first words name, and how many words that took. */
const named = (
  words: readonly string[],
  operations: readonly OperationSummary[],
): { operation: OperationSummary; taken: number } => {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase())
  const exact = operations.find(({ noun, verb }) => noun === first && verb === second)
  if (exact !== undefined) return { operation: exact, taken: 2 }
  const short = operations.find(({ name }) => name === shortcuts[first])
  if (short !== undefined) return { operation: short, taken: 1 }
  const ofNoun = operations.filter(({ noun }) => noun === first)
  const [alone, ...more] = operations.filter(({ verb }) => verb === first)
  if (ofNoun.length === 0 && alone !== undefined) {
    if (more.length === 0) return { operation: alone, taken: 1 }
    const nouns = [alone, ...more].map(({ noun }) => `${noun} ${first}`)
    throw wrong(`There is more than one "${first}".`, `Say which: ${nouns.join(', ')}.`)
  }
  if (ofNoun.length > 0) {
    const verbs = ofNoun.map(({ verb }) => verb)
    const close = nearest(second, verbs)
    throw wrong(
      second === '' ? `What about ${first}?` : `There is no "${first} ${second}".`,
      close === undefined ? `Try one of: ${verbs.join(', ')}.` : `Did you mean ${first} ${close}?`,
    )
  }
  const close = nearest(first, [
    ...Object.keys(shortcuts),
    ...Object.keys(ownCommands),
    ...operations.flatMap(({ noun, verb }) => [noun, verb]),
  ])
  throw wrong(
    `There is no command "${first}".`,
    close === undefined ? '`/connectors help` lists them.' : `Did you mean ${close}?`,
  )
}

/** As the command line reads it, but for files: those of the bot's machine are nobody's to name. */
const valueOf = (field: Field, typed: string): unknown => {
  switch (field.kind) {
    case 'number': {
      const value = typed.trim() === '' ? Number.NaN : Number(typed)
      if (Number.isNaN(value))
        throw wrong(`${field.flag}: must be a number, got "${typed}".`, `Try --${field.flag} 10.`, field.name)
      return value
    }
    case 'boolean':
      return !['false', 'no', 'off'].includes(typed.toLowerCase())
    case 'list':
      return typed.split(',').map((item) => item.trim())
    case 'choice':
      if (field.choices.includes(typed)) return typed
      throw wrong(
        `${field.flag}: must be one of ${field.choices.join(', ')}; got "${typed}".`,
        'Choose one of them.',
        field.name,
      )
    case 'json':
      try {
        return JSON.parse(typed) as unknown
      } catch {
        throw wrong(`${field.flag}: is not JSON.`, 'Leave it out to be asked for it.', field.name)
      }
    // Of a file its text is given, as in a form.
    case 'file':
    case 'record':
    case 'text':
      return typed
  }
}

/** Secrets are never typed where a channel's history and Slack's logs keep them. */
const refuseSecret = (key: string): never => {
  throw wrong(
    `${key}: is a secret, and a command's text is kept by Slack.`,
    `Leave it out: a form asks for it. What was typed should be changed, since it has been seen.`,
    key,
  )
}

const isSecretKey = (fields: readonly Field[], key: string): boolean =>
  fields.some(
    ({ kind, sensitive, sensitiveKeys, name, flag }) =>
      sensitiveKeys.includes(key) || (sensitive && (kind === 'record' || name === key || flag === key)),
  ) ||
  isSensitive(key, undefined) ||
  /password|secret|token|private_key|credential/i.test(key)

/** A flag, its value, and how many words that took. */
const readFlag = (
  words: readonly string[],
  { operation, fields }: { operation: OperationSummary; fields: readonly Field[] },
): { field: Field; value: unknown; taken: number } | undefined => {
  const [word = '', next] = words
  const flag = /^--([a-z][a-z-]*)(?:=(.*))?$/is.exec(word)
  if (flag === null) return undefined
  const [, name = '', inline] = flag
  const field = fields.find((candidate) => candidate.flag === name.toLowerCase())
  if (field === undefined) {
    const close = nearest(
      name,
      fields.map((candidate) => candidate.flag),
    )
    const help = `Try \`/connectors help ${operation.noun} ${operation.verb}\`.`
    throw wrong(`There is no --${name} here.`, close === undefined ? help : `Did you mean --${close}?`)
  }
  if (field.sensitive) refuseSecret(field.flag)
  const follows = inline === undefined && next?.startsWith('--') === false ? next : undefined
  const given = inline ?? follows
  const isWord = given !== undefined && /^(true|false|yes|no|on|off)$/i.test(given)
  // A flag that is on or off needs no value; what follows it is the next word.
  if (field.kind === 'boolean' && !isWord) return { field, value: true, taken: 1 }
  if (given === undefined) {
    const how = `Write --${field.flag} and the value after it.`
    throw wrong(`--${field.flag} needs a value.`, how, field.name)
  }
  return { field, value: valueOf(field, given), taken: follows === undefined ? 1 : 2 }
}

/** What follows the operation's name, as its input. */
const readInput = (words: readonly string[], operation: OperationSummary): Record<string, unknown> => {
  const fields = fieldsOf(operation.input)
  const positional = positionalField(fields, operation.target)
  const record = fields.find(({ kind }) => kind === 'record')
  const input: Record<string, unknown> = {}
  const values: [string, string][] = []
  let rest = words
  while (rest.length > 0) {
    const flag = readFlag(rest, { operation, fields })
    const [word = ''] = rest
    rest = rest.slice(flag?.taken ?? 1)
    if (flag !== undefined) {
      input[flag.field.name] = flag.value
      continue
    }
    const [, key = '', value = ''] = /^([^=\s]+)=(.*)$/s.exec(word) ?? []
    // Also where nothing can be set: the word would be said again in the error.
    if (value !== '' && isSecretKey(fields, key)) refuseSecret(key)
    if (key !== '' && record !== undefined) values.push([key, value])
    else if (positional !== undefined && input[positional.name] === undefined)
      input[positional.name] = valueOf(positional, word)
    else {
      throw wrong(
        `"${word}" is one word too many.`,
        `Put a name with blanks in quotes, or see \`/connectors help ${operation.noun} ${operation.verb}\`.`,
      )
    }
  }
  return record === undefined || values.length === 0
    ? input
    : { ...input, [record.name]: Object.fromEntries(values) }
}

const ownWord = (word: string): OwnCommand | undefined =>
  word === 'link' || word === 'unlink' || word === 'use' ? word : undefined

/**
 * Reads a command: `noun verb`, or a verb alone where it is clear; then the thing it is about, `--flag value` and, for
 * the fields of a record, `key=value`.
 * @throws PatchbayError `input.invalid` with the field and what to type instead.
 */
export const parseCommand = (typed: string, operations: readonly OperationSummary[]): Command => {
  const words = splitWords(typed)
  const [first = 'help'] = words
  if (['help', '--help', '?'].includes(first.toLowerCase()))
    return { kind: 'help', about: words.slice(1).join(' ') || undefined }
  const own = ownWord(first.toLowerCase())
  if (own !== undefined) return { kind: 'own', word: own, rest: words.slice(1) }
  const { operation, taken } = named(words, operations)
  const rest = words.slice(taken)
  if (rest.includes('--help')) return { kind: 'help', about: `${operation.noun} ${operation.verb}` }
  const input = readInput(rest, operation)
  const missing = fieldsOf(operation.input).filter(
    ({ required, name }) => required && input[name] === undefined,
  )
  return { kind: 'operation', operation, input, missing }
}
