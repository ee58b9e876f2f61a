import { decide, matchesPattern } from '../operations/policy.ts'
import type { Policy, PolicyRule } from '../protocol/policy.ts'
import type { People, Person } from './read-people.ts'

export interface PolicyProblem {
  /** `lock-out`: something can't be done at all; `warning`: it may not be what was meant. */
  kind: 'lock-out' | 'warning'
  /** The rule, counted from 1; null for the policy as a whole. */
  rule: number | null
  problem: string
}

export interface PolicyFacts {
  /** Every operation, with its risk. */
  operations: readonly { name: string; risk: PolicyRule['risk'] }[]
  people: People
}

const isNamed = ({ username, roles }: Person, approver: string): boolean =>
  approver.startsWith('role:') ? roles.includes(approver.slice(5)) : username === approver.slice(5)

const times = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** What is wrong with one rule, as sentences without a subject. */
const problemsOfRule = (rule: PolicyRule, facts: PolicyFacts): Omit<PolicyProblem, 'rule'>[] => {
  const found: Omit<PolicyProblem, 'rule'>[] = []
  for (const pattern of rule.operations) {
    if (facts.operations.some(({ name }) => matchesPattern(name, pattern))) continue
    found.push({ kind: 'warning', problem: `no operation is called "${pattern}"` })
  }
  if (typeof rule.executeAs === 'object') {
    found.push({
      kind: 'lock-out',
      problem: `nothing that it covers can be executed: no service covers runs as "${rule.executeAs.service}"`,
    })
  }
  if (rule.decision !== 'ask') return found

  const votes = rule.votes ?? 1
  const approvers = rule.approvers ?? ['role:patchbay-approver']
  if (rule.distinctGroups === true && approvers.length < votes) {
    found.push({
      kind: 'lock-out',
      problem: `it asks for ${times(votes, 'vote')} of different groups and names ${times(approvers.length, 'group')}`,
    })
  }
  return facts.people.known ? [...found, ...countProblems(facts.people.people, approvers, votes)] : found
}

const countProblems = (
  people: readonly Person[],
  approvers: readonly string[],
  votes: number,
): Omit<PolicyProblem, 'rule'>[] => {
  const found: Omit<PolicyProblem, 'rule'>[] = approvers
    .filter((approver) => !people.some((person) => isNamed(person, approver)))
    .map((approver) => ({ kind: 'warning', problem: `nobody is ${approver}` }))
  const able = people.filter((person) => approvers.some((approver) => isNamed(person, approver))).length
  if (able < votes) {
    found.push({ kind: 'lock-out', problem: `it asks for ${times(votes, 'vote')}, and ${able} can vote` })
  } else if (able === votes) {
    found.push({
      kind: 'warning',
      problem: `exactly ${able} can vote, so none of them can ask for what it covers: the requester never counts`,
    })
  }
  return found
}

/** Looks for lock-outs, for too few approvers and for approvers whom nobody is. */
export const findPolicyProblems = (policy: Policy, facts: PolicyFacts): PolicyProblem[] => {
  const ofRules = policy.rules.flatMap((rule, i) =>
    problemsOfRule(rule, facts).map((problem) => ({ ...problem, rule: i + 1 })),
  )
  const setting = decide(policy.rules, { operation: 'policy.set', risk: 'guarded', facts: {} })
  if (setting.decision !== 'refuse') return ofRules
  const wayOut = 'only `patchbay cluster setup --policy ask` or `--policy now` replaces it'
  return [...ofRules, { kind: 'lock-out', rule: null, problem: `it refuses policy.set: ${wayOut}` }]
}
