import { advancedRule, isEmptyRule, ownRules, ruleWords, type RuleSet } from './sync-rules.ts'

/** A rule set as lines: the basic rules in their order, then the advanced one. */
export const ruleLines = (set: RuleSet): string[] => [
  ...ownRules(set).map((rule, at) => `${at + 1}. ${ruleWords(rule)}`),
  ...(isEmptyRule(advancedRule(set)) ? [] : [`advanced ${JSON.stringify(advancedRule(set))}`]),
]
