import type { PlanChange } from '../protocol/plan.ts'
import type { RuleSet } from '../protocol/sync-rules.ts'
import { ruleLines } from './show-rules.ts'

/** What goes and what comes between two rule sets, line by line. */
export const ruleChanges = (before: RuleSet, after: RuleSet): PlanChange[] => {
  const [was, becomes] = [ruleLines(before), ruleLines(after)]
  return [
    ...was.filter((line) => !becomes.includes(line)).map((from) => ({ what: 'rule', from, to: 'gone' })),
    ...becomes.filter((line) => !was.includes(line)).map((to) => ({ what: 'rule', to })),
  ]
}
