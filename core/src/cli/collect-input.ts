import { PatchbayError } from '../errors.ts'
import { type Assignments, type AssignmentSources, readAssignments } from './assignments.ts'
import type { Field } from './fields.ts'
import { readReferences } from './read-references.ts'
import { readValuesFile } from './read-values-file.ts'
import { valueOf } from './value-of.ts'

/** What the parser found: flags by the field's name, and what stood without a flag. */
export interface Given extends Assignments {
  flags: Readonly<Record<string, unknown>>
  positional: string | undefined
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)])

const fromFlag = (field: Field, value: unknown): unknown => {
  if (typeof value === 'boolean') return value
  if (field.kind === 'list') return texts(value)
  return valueOf(field, String(value))
}

type Input = Record<string, unknown>

/** A key of `--set` belongs to a sensitive field of that name, or else to the record of the input. */
const place = (input: Input, fields: readonly Field[], [key, value]: [string, unknown]): Input => {
  const named = fields.find((field) => field.sensitive && (field.name === key || field.flag === key))
  if (named !== undefined && named.kind !== 'record') return { ...input, [named.name]: value }
  const record = fields.find((field) => field.kind === 'record')
  if (record === undefined) {
    throw new PatchbayError('input.invalid', `${key}: can't be set here.`, {
      field: key,
      next: 'See --help for the flags of this command.',
    })
  }
  const values = input[record.name]
  const before = typeof values === 'object' && values !== null ? values : {}
  return { ...input, [record.name]: { ...before, [key]: value } }
}

/**
 * Makes an operation's input from what was typed; what must not be shown becomes a Secret. Nothing is checked that the
 * operation's schema checks itself.
 * @throws PatchbayError `input.invalid` with the field, and how to give it.
 */
export const collectInput = async (
  { fields, positional }: { fields: readonly Field[]; positional: Field | undefined },
  given: Given,
  sources: AssignmentSources,
): Promise<Input> => {
  let input: Input = {}
  const file = fields.find(({ kind }) => kind === 'file')
  if (positional !== undefined && given.positional !== undefined) {
    input[positional.name] = valueOf(positional, given.positional)
  }
  for (const field of fields) {
    const value = given.flags[field.name]
    if (value !== undefined && !field.sensitive) input[field.name] = fromFlag(field, value)
  }
  const path = file && (given.flags[file.name] ?? (file === positional ? given.positional : undefined))
  if (file !== undefined && typeof path === 'string') {
    const secrets = await readReferences(String(input[file.name]), path, sources)
    if (Object.keys(secrets).length > 0) input = { ...input, secrets }
  }
  const isSensitive = sensitiveTest(fields)
  for (const values of given.fromFile) {
    for (const assigned of await readValuesFile(values, isSensitive)) input = place(input, fields, assigned)
  }
  for (const assigned of await readAssignments(given, isSensitive, sources)) {
    input = place(input, fields, assigned)
  }
  return input
}

/** Which keys of `--set` hold secrets. */
const sensitiveTest =
  (fields: readonly Field[]) =>
  (key: string): boolean =>
    fields.some((field) =>
      field.kind === 'record'
        ? field.sensitive || field.sensitiveKeys.includes(key)
        : field.sensitive && (field.name === key || field.flag === key),
    )
