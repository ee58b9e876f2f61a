import type { Value } from '../xcontent/object-parser.ts'
import { objectParser, optional, required } from '../xcontent/object-parser.ts'
import type { Words } from '../xcontent/values.ts'
import { anyOf, listOf, long, nullable, string, word } from '../xcontent/values.ts'
import { timestampValue } from './timestamp-value.ts'

const policy: Words<string> = { name: 'FilteringPolicy', values: ['include', 'exclude'], anyCase: true }
const condition: Words<string> = {
  name: 'FilteringRuleCondition',
  values: ['contains', 'ends_with', 'equals', 'regex', 'starts_with', '>', '<'],
  anyCase: false,
}
const state: Words<string> = {
  name: 'FilteringValidationState',
  values: ['edited', 'invalid', 'valid'],
  anyCase: true,
}

const rule = objectParser('connector_filtering_rule', {
  created_at: optional(nullable(timestampValue)),
  field: required(string),
  id: required(string),
  order: required(long),
  policy: required(word(policy)),
  rule: required(word(condition)),
  updated_at: optional(nullable(timestampValue)),
  value: required(string),
})

const advancedSnippet = objectParser('connector_filtering_advanced_snippet', {
  created_at: optional(nullable(timestampValue)),
  updated_at: optional(nullable(timestampValue)),
  value: required(anyOf('object', 'array')),
})

const validationError = objectParser('filtering_validation', {
  ids: required(listOf(string)),
  messages: required(listOf(string)),
})

const validation = objectParser('filtering_validation_info', {
  errors: required(listOf(validationError)),
  state: required(word(state)),
})

const rules = objectParser('connector_filtering_rules', {
  advanced_snippet: required(advancedSnippet),
  rules: required(listOf(rule)),
  validation: required(validation),
})

const filtering = objectParser('connector_filtering', { active: required(rules), draft: required(rules) })

type ValueOf<V> = V extends Value<infer T> ? T : never
export type SentRule = ValueOf<typeof rule>
export type SentSnippet = ValueOf<typeof advancedSnippet>
export type SentRules = ValueOf<typeof rules>

/** The body of `_filtering`: a new draft in parts, or everything at once. */
export const filteringParser = objectParser(
  'connector_update_filtering_request',
  {
    filtering: optional(listOf(filtering)),
    rules: optional(listOf(rule)),
    advanced_snippet: optional(advancedSnippet),
  },
  { strict: true },
)

/** The body of `_filtering/_validation`. */
export const validationParser = objectParser(
  'connector_update_filtering_validation',
  { validation: required(validation) },
  { strict: true },
)
