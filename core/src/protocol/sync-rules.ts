import { z } from 'zod'
import { type Json, jsonSchema } from '../lib/json.ts'

/** Sync rules as a connector's `filtering` holds them: basic ones by document, the advanced one for the source. */
export const ruleOperators = ['equals', 'contains', 'starts_with', 'ends_with', 'regex', '>', '<'] as const
export const rulePolicies = ['include', 'exclude'] as const

/** The id of the rule that stands last and includes what no other rule decided. */
export const defaultRuleId = 'DEFAULT'

const date = z.string().nullish()
const lowerCase = z.string().transform((text) => text.toLowerCase())

export const syncRuleSchema = z.object({
  id: z.string(),
  policy: lowerCase.pipe(z.enum(rulePolicies)),
  field: z.string(),
  rule: lowerCase.pipe(z.enum(ruleOperators)),
  value: z.string(),
  order: z.number(),
  created_at: date,
  updated_at: date,
})
export type SyncRule = z.infer<typeof syncRuleSchema>

const empty = {}

const snippetSchema = z.object({
  value: jsonSchema.nullish().transform((value): Json => value ?? empty),
  created_at: date,
  updated_at: date,
})

const validationSchema = z.object({
  // A stored draft in another state than these counts as not looked at.
  state: lowerCase.pipe(z.enum(['edited', 'valid', 'invalid'])).catch('edited'),
  errors: z
    .array(z.object({ ids: z.array(z.string()), messages: z.array(z.string()) }))
    .nullish()
    .transform((errors) => errors ?? []),
})

const sideSchema = z.object({
  rules: z.array(syncRuleSchema).default([]),
  advanced_snippet: snippetSchema.default({ value: empty, created_at: null, updated_at: null }),
  validation: validationSchema.default({ state: 'edited', errors: [] }),
})
/** The draft rules, or the active ones. */
export type RuleSet = z.infer<typeof sideSchema>

/** A job may hold null where a connector has nothing. */
const jobSideSchema = z.preprocess(
  (side) => (typeof side === 'object' && side !== null ? withoutNulls(side) : side),
  sideSchema,
)
const withoutNulls = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))

const filteringSchema = z.object({ active: sideSchema, draft: sideSchema })
export type SyncRules = z.infer<typeof filteringSchema>

const none: SyncRules = {
  active: sideSchema.parse({ validation: { state: 'valid', errors: [] } }),
  draft: sideSchema.parse({ validation: { state: 'valid', errors: [] } }),
}

/** The rules of a connector; one from before there were rules has none. Only the first entry is ever looked at. */
export const syncRulesOf = ({ filtering }: { filtering?: unknown }): SyncRules => {
  const [first] = z.array(z.unknown()).nullish().parse(filtering) ?? []
  return first === undefined ? none : filteringSchema.parse(first)
}

/** One side as a sync job carries it; undefined where its form isn't known. */
export const ruleSetOf = (side: unknown): RuleSet | undefined =>
  side === null || side === undefined ? none.active : jobSideSchema.safeParse(side).data

/** Rules that people wrote, in their order: all but the default one. */
export const ownRules = ({ rules }: RuleSet): SyncRule[] =>
  rules.filter(({ id }) => id !== defaultRuleId).toSorted((a, b) => a.order - b.order)

export const advancedRule = ({ advanced_snippet: snippet }: RuleSet): Json => snippet.value

export const isEmptyRule = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0)

/** A rule in words: `exclude where status equals "draft"`. */
export const ruleWords = ({ policy, field, rule, value }: Omit<SyncRule, 'id' | 'order'>): string =>
  `${policy} where ${field} ${rule.replace('_', ' ')} ${JSON.stringify(value)}`

/** What a rule set means, apart from ids and dates: equal for two that do the same. */
export const ruleBasis = (set: RuleSet): Json => ({
  rules: ownRules(set).map(({ policy, field, rule, value, order }) => ({
    policy,
    field,
    rule,
    value,
    order,
  })),
  advanced: isEmptyRule(advancedRule(set)) ? null : advancedRule(set),
})
