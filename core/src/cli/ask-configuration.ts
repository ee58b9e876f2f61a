import { PatchbayError } from '../errors.ts'
import { ruleProblems } from '../protocol/configuration-rules.ts'
import { coerceValue, isEmptyValue, type StoredValue } from '../protocol/configuration-value.ts'
import type { Configuration, ConfigurationField } from '../protocol/connector.ts'
import { isSensitive } from '../protocol/sensitive-fields.ts'
import { countingFields } from '../protocol/validate-configuration.ts'
import { Secret } from '../secrets/secret.ts'
import type { Terminal } from './terminal.ts'

interface Asks {
  ask: NonNullable<Terminal['ask']>
  askHidden: NonNullable<Terminal['askHidden']>
  note: Terminal['note']
}

type Field = readonly [key: string, field: ConfigurationField]

/** What it starts from: the stored value, else the default one. */
const known = ({ value, default_value: byDefault }: ConfigurationField): unknown =>
  isEmptyValue(value) ? byDefault : value

/** Kibana hides such fields or puts them behind a fold; one that is needed is asked for all the same. */
const isAsked = (field: ConfigurationField): boolean =>
  (field.ui_restrictions ?? []).length === 0 || (field.required === true && isEmptyValue(known(field)))

const question = ([key, field]: Field, more = ''): string =>
  `${field.label || key} (${key}${field.required === true ? '' : ', may be empty'}${more}):`

const yesNo = ['yes', 'no']

const askText = async (asks: Asks, [key, field]: Field): Promise<string> => {
  const message = question([key, field])
  const now = known(field)
  if (field.type === 'bool') {
    const said = await asks.ask({ message, choices: yesNo, initial: now === true ? 'yes' : 'no' })
    return String(said === 'yes')
  }
  const choices = (field.options ?? []).map(({ value }) => String(value))
  const initial = isEmptyValue(now) ? undefined : String(now)
  return asks.ask({ message, choices, initial, optional: field.required !== true })
}

/** One field, asked until its answer can be stored; undefined where it stays as it is. */
const askField = async (
  asks: Asks,
  [key, field]: Field,
): Promise<{ stored: StoredValue; given: StoredValue | Secret } | undefined> => {
  const secret = isSensitive(key, field)
  const isSet = !isEmptyValue(field.value)
  for (;;) {
    const typed = secret
      ? await asks.askHidden(question([key, field], isSet ? ', Enter keeps the one that is set' : ''))
      : await askText(asks, [key, field])
    if (typed === '' && (isSet || field.required !== true)) return undefined
    const coerced = coerceValue(field.type, typed)
    const problem =
      'problem' in coerced
        ? coerced.problem
        : isEmptyValue(coerced.value)
          ? 'is required'
          : ruleProblems(field, coerced.value)[0]
    if (problem !== undefined || 'problem' in coerced) {
      asks.note(`${key}: ${problem}.`)
      continue
    }
    return { stored: coerced.value, given: secret ? new Secret(typed) : coerced.value }
  }
}

/** Whether it says nothing new: what is stored, or the default that holds for a field that may be empty. */
const staysSo = (field: ConfigurationField, stored: StoredValue): boolean =>
  stored === field.value ||
  (isEmptyValue(field.value) && field.required !== true && stored === field.default_value)

/**
 * Goes through a connector's configuration with a person, field by field in the form's order: those that have an effect
 * as the answers stand, secrets without showing them, each from the value that it has. Returns what is to change.
 * @throws PatchbayError `canceled` when nothing is.
 */
export const askConfiguration = async (
  fields: Configuration,
  asks: Asks,
): Promise<Record<string, StoredValue | Secret>> => {
  const stored = new Map<string, StoredValue>()
  const changed: Record<string, StoredValue | Secret> = {}
  const asked = new Set<string>()
  const nextField = (): Field | undefined => {
    const key = countingFields(fields, stored).find((one) => !asked.has(one))
    const field = key === undefined ? undefined : fields[key]
    return key === undefined || field === undefined ? undefined : [key, field]
  }
  const skipped: string[] = []
  for (let one = nextField(); one !== undefined; one = nextField()) {
    const [key, field] = one
    asked.add(key)
    if (!isAsked(field)) {
      skipped.push(key)
      continue
    }
    const answer = await askField(asks, one)
    if (answer === undefined) continue
    stored.set(key, answer.stored)
    if (answer.given instanceof Secret || !staysSo(field, answer.stored)) changed[key] = answer.given
  }
  if (skipped.length > 0) asks.note(`Not asked for: ${skipped.join(', ')}. --set KEY=VALUE changes one.`)
  if (Object.keys(changed).length > 0) return changed
  throw new PatchbayError('canceled', 'Every value stays as it is.', { next: 'Nothing was changed.' })
}
