import { z } from 'zod'
import type { ConfigurationField } from './connector.ts'
import { matchesWhole } from './matches-whole.ts'
import type { StoredValue } from './configuration-value.ts'

const numeric = z.coerce.number()
const names = z.array(z.unknown())

const items = (field: ConfigurationField, value: StoredValue): readonly string[] =>
  field.type === 'list' ? String(value).split(',') : [String(value)]

type Rule = (field: ConfigurationField, value: StoredValue, constraint: unknown) => string | undefined

const lessThan: Rule = (_field, value, constraint) =>
  Number(value) < numeric.parse(constraint) ? undefined : `must be less than ${String(constraint)}`

const greaterThan: Rule = (_field, value, constraint) =>
  Number(value) > numeric.parse(constraint) ? undefined : `must be greater than ${String(constraint)}`

const listType: Rule = (field, value, constraint) =>
  constraint !== 'int' || items(field, value).every((item) => /^\s*[+-]?\d+\s*$/.test(item))
    ? undefined
    : 'must be a list of whole numbers'

const includedIn: Rule = (field, value, constraint) => {
  const allowed = names.parse(constraint).map(String)
  return items(field, value).every((item) => allowed.includes(item))
    ? undefined
    : `must be one of ${allowed.join(', ')}`
}

const regex: Rule = (_field, value, constraint) =>
  matchesWhole(String(value), String(constraint)) ? undefined : `must match ${String(constraint)}`

const rules: ReadonlyMap<string, Rule> = new Map([
  ['less_than', lessThan],
  ['greater_than', greaterThan],
  ['list_type', listType],
  ['included_in', includedIn],
  ['regex', regex],
])

const optionProblem = (field: ConfigurationField, value: StoredValue): string | undefined => {
  const options = (field.options ?? []).map((option) => option.value)
  if (options.length === 0 || options.includes(value)) return undefined
  return `must be one of ${options.map(String).join(', ')}`
}

/**
 * What the field's own options and validations say against a value that isn't empty, one sentence part each. A rule
 * of a kind that nobody knows yet is left to the service that reads it.
 */
export const ruleProblems = (field: ConfigurationField, value: StoredValue): string[] => {
  const found = (field.validations ?? []).map(({ type, constraint }) =>
    rules.get(type)?.(field, value, constraint),
  )
  return [optionProblem(field, value), ...found].filter((problem) => problem !== undefined)
}
