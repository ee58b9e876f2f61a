import type { PlanChange } from '../protocol/plan.ts'
import { ruleLines } from '../protocol/rule-lines.ts'
import type { RuleSet } from '../protocol/sync-rules.ts'

/** What goes and what comes between two rule sets, line by line. */
export const ruleChanges = (before: RuleSet, after: RuleSet): PlanChange[] => {
  const [was, becomes] = [ruleLines(before), ruleLines(after)]
  return [
    ...was.filter((line) => !becomes.includes(line)).map((from) => ({ what: 'rule', from, to: 'gone' })),
    ...becomes.filter((line) => !was.includes(line)).map((to) => ({ what: 'rule', to })),
  ]
}
