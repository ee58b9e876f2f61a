import { type Command, Option } from 'commander'
import type { OperationSummary } from '../operations/define-operation.ts'
import type { Given } from './collect-input.ts'
import { type Field, fieldsOf, positionalField } from './fields.ts'

/** The shape of one operation's command: its fields, and which of them is given without a flag. */
export interface Shape {
  fields: readonly Field[]
  positional: Field | undefined
}

export const shapeOf = ({ input, target }: OperationSummary): Shape => {
  const fields = fieldsOf(input)
  return { fields, positional: positionalField(fields, target) }
}

const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

/** A choice that must be made reads better as a flag of its own: `--approve`. */
const choiceFlags = (field: Field): readonly string[] =>
  field.kind === 'choice' && field.required ? field.choices : []

const describe = (field: Field): string => {
  const choices = field.choices.length > 0 ? [field.choices.join(' | ')] : []
  const json = field.kind === 'json' ? ['JSON, or @file'] : []
  const path = field.kind === 'file' ? ['the path of the file'] : []
  const again = field.kind === 'list' ? ['may be repeated'] : []
  const { defaultValue } = field
  const byDefault = ['string', 'number', 'boolean'].includes(typeof defaultValue)
    ? [`default: ${String(defaultValue)}`]
    : []
  const notes = [
    ...choices,
    ...json,
    ...path,
    ...again,
    ...byDefault,
    ...(field.required ? ['required'] : []),
  ]
  return notes.length === 0 ? field.description : `${field.description} (${notes.join('; ')})`
}

const optionsOf = (field: Field): Option[] => {
  const { flag } = field
  const flags = choiceFlags(field)
  if (flags.length > 0)
    return flags.map((choice) => new Option(`--${choice}`, `${field.description}: ${choice}`))
  if (field.kind === 'boolean') {
    const yes = new Option(`--${flag}`, describe(field))
    const no = new Option(`--no-${flag}`, `the opposite of --${flag}`)
    return field.defaultValue === false ? [yes] : [yes, no]
  }
  const option = new Option(
    `--${flag} <${field.kind === 'number' ? 'number' : field.kind === 'file' ? 'path' : 'value'}>`,
    describe(field),
  )
  return [field.kind === 'list' ? option.argParser(repeated) : option]
}

const setOptions = (fields: readonly Field[]): Option[] => {
  const record = fields.find((field) => field.kind === 'record')
  const names = fields
    .filter((field) => field.sensitive && field.kind !== 'record')
    .map((field) => field.flag)
  if (record === undefined && names.length === 0) return []
  const what = record?.description ?? names.join(', ')
  return [
    new Option('--set <key=value>', `${what}; --set KEY asks without showing it`).argParser(repeated),
    new Option('--set-file <key=path>', 'the same from a file, for secrets').argParser(repeated),
    new Option('--set-env <key=name>', 'the same from an environment variable').argParser(repeated),
    ...(record === undefined || record.sensitive
      ? []
      : [
          new Option(
            '--from-file <path>',
            'many of them from a file in YAML or JSON; --set goes before',
          ).argParser(repeated),
        ]),
  ]
}

/** An operation is named as it is called (`privilege explain api-key rotate`); of some things several may stand there. */
const takesWords = ({ name, kind }: Field): boolean =>
  name === 'operation' || name === 'connectors' || kind === 'list'

/** Gives a command the argument and the flags of its operation. What stands without a flag may have its flag too. */
export const addFields = (command: Command, { fields, positional }: Shape): void => {
  if (positional !== undefined) {
    const { flag, required } = positional
    const words = takesWords(positional) ? '...' : ''
    command.argument(`[${flag}${words}]`, describe({ ...positional, required: false }))
    const several = positional.kind === 'list' ? '...' : ''
    command.usage(`${required ? `<${flag}${several}>` : `[${flag}${several}]`} [flags]`)
  }
  const flagged = fields.filter((field) => !field.sensitive && field.kind !== 'record')
  for (const field of flagged) {
    for (const option of optionsOf(field))
      command.addOption(field === positional ? option.hideHelp() : option)
  }
  for (const option of setOptions(fields)) command.addOption(option)
}

/** What stood without a flag: one text, or the items of a list. */
const positionalOf = (field: Field | undefined, words: readonly string[]) => {
  if (field === undefined || words.length === 0) return {}
  if (field.kind === 'list') return { items: { [field.name]: words } }
  return { text: words.join(field.name === 'connectors' ? ',' : ' ') }
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What was typed, by field. */
export const givenOf = (command: Command, { fields, positional }: Shape): Given => {
  const options: Record<string, unknown> = command.opts()
  const flags = fields.flatMap((field): [string, unknown][] => {
    const chosen = choiceFlags(field).filter((choice) => options[choice] === true)
    if (chosen.length > 1)
      command.error(`error: choose one of ${chosen.map((choice) => `--${choice}`).join(' and ')}`)
    return [[field.name, chosen[0] ?? options[field.name]]]
  })
  const typed = positionalOf(positional, command.args)
  return {
    flags: { ...Object.fromEntries(flags), ...typed.items },
    positional: typed.text,
    set: list(options['set']),
    setFile: list(options['setFile']),
    setEnv: list(options['setEnv']),
    fromFile: list(options['fromFile']),
  }
}
