import { PatchbayError } from '../errors.ts'
import type { Shape } from './add-fields.ts'
import type { Given } from './collect-input.ts'
import type { Field } from './fields.ts'
import type { Terminal } from './terminal.ts'

type Asks = Pick<Terminal, 'ask' | 'askHidden'>

const keyOf = (text: string): string => text.split('=')[0] ?? text

const isGiven = (field: Field, given: Given, shape: Shape): boolean => {
  const { flags, positional, set, setFile, setEnv, fromFile } = given
  if (flags[field.name] !== undefined || (field === shape.positional && positional !== undefined)) return true
  if (field.kind === 'record') return [set, setFile, setEnv, fromFile].some((some) => some.length > 0)
  return [...set, ...setFile, ...setEnv].some((text) => [field.name, field.flag].includes(keyOf(text)))
}

/** What can be asked in one line; a map of values or a whole document is better typed as flags. */
const canBeAsked = ({ kind }: Field): boolean => kind === 'text' || kind === 'number' || kind === 'choice'

const question = ({ flag, description }: Field): string =>
  description === '' ? `${flag}:` : `${flag} (${description}):`

/**
 * Asks a person at the terminal for what an operation needs and was not given; where nobody can be asked (a script,
 * `--json`), says what is missing.
 * @throws PatchbayError `input.invalid` when what the command is about was not named.
 */
export const askMissing = async (shape: Shape, given: Given, { ask, askHidden }: Asks): Promise<Given> => {
  let known = given
  for (const field of shape.fields) {
    if (!field.required || isGiven(field, known, shape)) continue
    if (ask !== undefined && !field.sensitive && canBeAsked(field)) {
      const typed = await ask({ message: question(field), choices: field.choices })
      known = { ...known, flags: { ...known.flags, [field.name]: typed } }
    } else if (askHidden !== undefined && field.sensitive && field.kind !== 'record') {
      // `--set KEY` without a value is the way to be asked for a secret, so it is taken.
      known = { ...known, set: [...known.set, field.name] }
    } else if (field.kind === 'record' && ask === undefined && !field.sensitive) {
      throw new PatchbayError('input.invalid', `${field.flag}: none is given.`, {
        field: field.name,
        next: 'Give --set KEY=VALUE, --set-file KEY=PATH for a secret, or --from-file PATH; at a terminal it asks.',
      })
    } else if (field.sensitive && field.kind !== 'record') {
      throw new PatchbayError('input.invalid', `${field.flag}: is missing, and nobody can be asked here.`, {
        field: field.name,
        next: `Use --set-file ${field.flag}=PATH or --set-env ${field.flag}=NAME.`,
      })
    } else if (field.kind === 'choice' && field !== shape.positional) {
      const flags = field.choices.map((choice) => `--${choice}`)
      throw new PatchbayError('input.invalid', `${field.flag}: is missing.`, {
        field: field.name,
        next: `Give ${flags.slice(0, -1).join(', ')} or ${flags.at(-1)}.`,
      })
    } else if (field === shape.positional) {
      throw new PatchbayError('input.invalid', `Missing required argument: ${field.flag}.`, {
        field: field.name,
        next: `It is ${field.description}.`,
      })
    }
  }
  return known
}
