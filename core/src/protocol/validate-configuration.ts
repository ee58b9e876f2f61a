import { PatchbayError } from '../errors.ts'
import { nearest } from '../lib/nearest.ts'
import { Secret } from '../secrets/secret.ts'
import { ruleProblems } from './configuration-rules.ts'
import { coerceValue, isEmptyValue, type StoredValue } from './configuration-value.ts'
import type { Configuration, ConfigurationField } from './connector.ts'
import { isSensitive } from './sensitive-fields.ts'

export interface CheckedConfiguration {
  /** The given values as they are stored; what came as a Secret stays one. */
  values: Record<string, StoredValue | Secret>
  /** Required fields that count and are still empty, in the form's order. */
  missing: string[]
  /** Given fields that have no effect, because a field that they depend on has another value. */
  unused: string[]
}

const reveal = (raw: unknown): unknown => (raw instanceof Secret ? raw.reveal() : raw)

/** True for the stand-in of a secret that is not known now. */
const isWithheld = (raw: unknown): boolean => raw instanceof Secret && raw.reveal() === ''

const valueIn = (schema: Configuration, values: ReadonlyMap<string, StoredValue>, key: string): unknown => {
  const field = Object.hasOwn(schema, key) ? schema[key] : undefined
  if (field === undefined) return undefined
  const stored = values.get(key) ?? field.value
  const effective = isEmptyValue(stored) && field.required !== true ? field.default_value : stored
  const coerced = coerceValue(field.type, effective)
  return 'value' in coerced ? coerced.value : effective
}

/** True where every field that this one depends on has the value that it names. */
const counts = (field: ConfigurationField, read: (key: string) => unknown): boolean =>
  (field.depends_on ?? []).every((dependency) => read(dependency.field) === dependency.value)

const shown = (raw: unknown): string => {
  const text = JSON.stringify(raw) ?? String(raw)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** A sentence about one field; a value that must not be shown isn't. */
const sentence = (key: string, problem: string, got: { raw: unknown; hidden: boolean }): string =>
  got.hidden ? `${key}: ${problem}.` : `${key}: ${problem}, got ${shown(got.raw)}.`

const unknownField = (key: string, schema: Configuration): string => {
  const known = Object.keys(schema)
  const close = nearest(key, known)
  const shortKey = key.length > 60 ? `${key.slice(0, 60)}…` : key
  const hint = close === undefined ? `the fields are ${known.join(', ')}` : `did you mean ${close}?`
  return `${shortKey}: is not a field of this connector; ${hint}${hint.endsWith('?') ? '' : '.'}`
}

/** Fields without a place of their own come last. */
const lastPlace = Number.MAX_SAFE_INTEGER

const byOrder = (schema: Configuration): [string, ConfigurationField][] =>
  Object.entries(schema).toSorted(([, a], [, b]) => (a.order ?? lastPlace) - (b.order ?? lastPlace))

/**
 * Checks values against a connector's configuration as Elastic's service would, which Elasticsearch itself doesn't:
 * types, options, validations, dependencies, required fields. `next` is the error's advice.
 * @throws PatchbayError `configuration.invalid` with one sentence for each wrong field, all of them at once.
 */
export const validateConfiguration = (
  schema: Configuration,
  given: Readonly<Record<string, unknown>>,
  next = 'Nothing was changed. `patchbay connector get CONNECTOR` shows the current configuration.',
): CheckedConfiguration => {
  const wrong = new Map<string, string>()
  const values = new Map<string, StoredValue>()
  const hiddenKey = (key: string, field: ConfigurationField) =>
    isSensitive(key, field) || given[key] instanceof Secret

  // A run log holds no secrets: until its requester gives them again they are empty here, and set nevertheless.
  const withheld = new Set(Object.keys(given).filter((key) => isWithheld(given[key])))

  for (const [key, raw] of Object.entries(given)) {
    const field = Object.hasOwn(schema, key) ? schema[key] : undefined
    if (field === undefined) {
      wrong.set(key, unknownField(key, schema))
      continue
    }
    if (withheld.has(key)) continue
    const coerced = coerceValue(field.type, reveal(raw))
    if ('value' in coerced) values.set(key, coerced.value)
    else wrong.set(key, sentence(key, coerced.problem, { raw, hidden: hiddenKey(key, field) }))
  }

  const read = (key: string) => valueIn(schema, values, key)
  const unused: string[] = []
  for (const [key, value] of values) {
    const field = schema[key]
    if (field === undefined) continue
    if (!counts(field, read)) unused.push(key)
    else if (isEmptyValue(value)) {
      if (field.required === true) wrong.set(key, `${key}: is required and can't be empty.`)
    } else {
      const [problem] = ruleProblems(field, value)
      if (problem !== undefined)
        wrong.set(key, sentence(key, problem, { raw: reveal(given[key]), hidden: hiddenKey(key, field) }))
    }
  }

  const [first] = wrong.keys()
  if (first !== undefined) {
    throw new PatchbayError('configuration.invalid', [...wrong.values()].join('\n'), {
      field: `values.${first}`,
      next,
    })
  }
  return {
    values: Object.fromEntries(
      [...values].map(([key, value]) => [
        key,
        given[key] instanceof Secret ? new Secret(String(value)) : value,
      ]),
    ),
    missing: missingFields(schema, read).filter((key) => !withheld.has(key)),
    unused,
  }
}

/** The fields that have an effect as these values stand, in the form's order. */
export const countingFields = (schema: Configuration, values: ReadonlyMap<string, StoredValue>): string[] =>
  byOrder(schema)
    .filter(([, field]) => counts(field, (key) => valueIn(schema, values, key)))
    .map(([key]) => key)

const missingFields = (schema: Configuration, read: (key: string) => unknown): string[] =>
  byOrder(schema)
    .filter(([key, field]) => field.required === true && counts(field, read) && isEmptyValue(read(key)))
    .map(([key]) => key)

/** Required fields of a stored configuration that count and are empty, in the form's order. */
export const missingConfiguration = (schema: Configuration): string[] =>
  missingFields(schema, (key) => valueIn(schema, new Map(), key))
