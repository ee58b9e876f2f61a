import type { RuleFinding } from '../protocol/check-sync-rules.ts'
import { advancedRule, isEmptyRule, ownRules, type RuleSet } from '../protocol/sync-rules.ts'

const changed = (at: string | null | undefined) => at ?? null

/** A rule set as people read it: the default rule says only that all the rest is included. */
export const showRuleSet = (set: RuleSet) => ({
  rules: ownRules(set).map(({ id, policy, field, rule, value, order, updated_at: at }) => ({
    order,
    policy,
    field,
    rule,
    value,
    updated: changed(at),
    id,
  })),
  otherwise: 'include',
  advanced: isEmptyRule(advancedRule(set)) ? null : advancedRule(set),
})

const findingWords = ({ where, problem }: RuleFinding): string => `${where}: ${problem}`

export const wrongWords = (findings: readonly RuleFinding[]): string[] =>
  findings.filter(({ wrong }) => wrong).map(findingWords)

export const noteWords = (findings: readonly RuleFinding[]): string[] =>
  findings.filter(({ wrong }) => !wrong).map(findingWords)
