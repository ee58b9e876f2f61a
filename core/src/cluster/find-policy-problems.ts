import { approversOf, decide, matchesPattern } from '../operations/policy.ts'
import { parseDuration } from '../lib/duration.ts'
import type { Decision } from '../protocol/decision.ts'
import { hoursWords } from '../protocol/policy-hours.ts'
import type { Policy, PolicyRule } from '../protocol/policy.ts'
import { longestWait } from './longest-wait.ts'
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
  /** As whom living services can execute; undefined where that can't be told. */
  services: readonly string[] | undefined
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
  const service = typeof rule.executeAs === 'object' ? rule.executeAs.service : undefined
  if (service !== undefined && facts.services?.includes(service) === false) {
    found.push({
      kind: 'lock-out',
      problem: `nothing that it covers can be executed: no service covers runs as "${service}"`,
    })
  }
  if (rule.decision !== 'ask') return found

  const votes = rule.votes ?? 1
  // Whoever may vote only later still votes.
  const approvers = approversOf(rule, Infinity)
  found.push(...escalationProblems(rule), ...beginProblems(rule))
  if (rule.distinctGroups === true && approvers.length < votes) {
    found.push({
      kind: 'lock-out',
      problem: `it asks for ${times(votes, 'vote')} of different groups and names ${times(approvers.length, 'group')}`,
    })
  }
  return facts.people.known
    ? [...found, ...countProblems(facts.people, approvers, { votes, rejections: rule.rejections ?? 1 })]
    : found
}

const hour = 3_600_000

/** An escalation that comes when nobody can vote any more. */
const escalationProblems = ({ escalate, decideWithin }: PolicyRule): Omit<PolicyProblem, 'rule'>[] => {
  const after = parseDuration(escalate?.after ?? '')
  const within = parseDuration(decideWithin ?? '') ?? 4 * hour
  return escalate === undefined || after === undefined || after < within
    ? []
    : [
        {
          kind: 'warning',
          problem: `it escalates after ${escalate.after}, when a request has lapsed already: it is to be decided within ${decideWithin ?? '4h'}`,
        },
      ]
}

/** Hours that may come only when the approval has lapsed. */
const beginProblems = ({ begins, executeWithin = '24h' }: PolicyRule): Omit<PolicyProblem, 'rule'>[] => {
  if (typeof begins !== 'object') return []
  const wait = longestWait([begins])
  const within = parseDuration(executeWithin) ?? 24 * hour
  if (wait !== undefined && wait <= within) return []
  const when = hoursWords(begins)
  return [
    wait === undefined
      ? { kind: 'lock-out', problem: `nothing that it covers can begin: ${when} is never` }
      : {
          kind: 'warning',
          problem: `what is approved begins ${when}, and may lapse before: an approval holds ${executeWithin}`,
        },
  ]
}

const countProblems = (
  { people, some = false }: Extract<People, { known: true }>,
  approvers: readonly string[],
  { votes, rejections }: Pick<Decision, 'votes' | 'rejections'>,
): Omit<PolicyProblem, 'rule'>[] => {
  // Others, of whom nothing is known, may vote elsewhere.
  const ofThem = some ? ` of the ${people.length} who were counted` : ''
  const locked = some ? 'warning' : 'lock-out'
  const able = people.filter((person) => approvers.some((approver) => isNamed(person, approver))).length
  // That nobody is any of them and that nobody can vote is the same: it is told once.
  if (able === 0) {
    const problem = `it asks for ${times(votes, 'vote')}, and nobody${ofThem} is ${approvers.join(' or ')}`
    return [{ kind: locked, problem }]
  }
  const found: Omit<PolicyProblem, 'rule'>[] = approvers
    .filter((approver) => !people.some((person) => isNamed(person, approver)))
    .map((approver) => ({ kind: 'warning', problem: `nobody${ofThem} is ${approver}` }))
  if (able >= votes && able < rejections) {
    found.push({
      kind: 'warning',
      problem: `it takes ${times(rejections, 'rejection')} to end a request, and ${able}${ofThem} can vote: it can't be rejected, only lapse`,
    })
  }
  if (able < votes) {
    found.push({
      kind: locked,
      problem: `it asks for ${times(votes, 'vote')}, and ${able}${ofThem} can vote`,
    })
  } else if (able === votes && !some) {
    found.push({
      kind: 'warning',
      problem: `exactly ${able} can vote, so none of them can ask for what it covers: the requester never counts`,
    })
  }
  return found
}

/** A rule as it decides where its conditions hold. */
const unconditional = ({ connectors: _c, serviceTypes: _s, hours: _h, ...rule }: PolicyRule): PolicyRule =>
  rule

const isConditional = ({ connectors, serviceTypes, hours }: PolicyRule): boolean =>
  (connectors ?? serviceTypes ?? hours) !== undefined

/** The rules that meet at an operation: those that always hold, and with them each that holds for some connectors or hours. */
const meetings = (rules: readonly PolicyRule[], name: string, risk: PolicyRule['risk']): number[][] => {
  const own = rules.flatMap((rule, i) =>
    (rule.risk === undefined || rule.risk === risk) &&
    rule.operations.some((one) => matchesPattern(name, one))
      ? [i]
      : [],
  )
  const always = own.filter((i) => !isConditional(rules[i] ?? { operations: [], decision: 'now' }))
  const others = own.filter((i) => !always.includes(i))
  return [always, ...others.map((i) => [...always, i].toSorted((a, b) => a - b))].filter(
    (met) => met.length > 1,
  )
}

/** What no rule says by itself: all that match count, so together they may ask for a vote that nobody can give. */
const problemsTogether = ({ rules }: Policy, facts: PolicyFacts): PolicyProblem[] => {
  const found = new Map<string, PolicyProblem>()
  for (const { name, risk } of facts.operations) {
    if (risk === undefined || risk === 'read') continue
    for (const met of meetings(rules, name, risk)) {
      const together = rules.filter((_rule, i) => met.includes(i)).map(unconditional)
      const { decision, votes, approvers, beginsWithin } = decide(together, {
        operation: name,
        risk,
        facts: {},
        at: new Date(0),
        waited: Infinity,
      })
      const numbers = `rules ${met.map((i) => i + 1).join(' and ')} meet, for ${name} among others`
      const services = new Set(
        together.flatMap(({ executeAs }) => (typeof executeAs === 'object' ? [executeAs.service] : [])),
      )
      if (services.size > 1) {
        const problem = `${numbers}: they name the services ${[...services].join(' and ')}, and the first executes`
        found.set(`services ${met.join()}`, { kind: 'warning', rule: null, problem })
      }
      if (decision === 'ask' && beginsWithin.length > 1 && longestWait(beginsWithin) === undefined) {
        const problem = `${numbers}: what is approved begins within the hours of each, and they have none together`
        found.set(`hours ${met.join()}`, { kind: 'lock-out', rule: null, problem })
      }
      if (
        decision !== 'ask' ||
        !facts.people.known ||
        facts.people.some === true ||
        together.filter((rule) => rule.decision === 'ask').length < 2
      )
        continue
      const able = facts.people.people.filter((person) =>
        approvers.every((list) => list.some((approver) => isNamed(person, approver))),
      ).length
      if (able >= votes) continue
      const problem = `${numbers}: each vote must please all of them, ${times(votes, 'vote')} must be given, and ${able} can vote`
      found.set(`votes ${met.join()}`, { kind: 'lock-out', rule: null, problem })
    }
  }
  // What one rule lacks by itself is told of that rule.
  return [...found.values()]
}

/** The same for people, one line a problem: what is wrong with several rules is said once. */
export const problemLines = (
  problems: readonly PolicyProblem[],
): { kind: PolicyProblem['kind']; line: string }[] =>
  [...Map.groupBy(problems, ({ kind, problem }) => `${kind} ${problem}`).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { kind, problem } = first
    const rules = same.flatMap(({ rule }) => rule ?? [])
    if (rules.length === 0) return [{ kind, line: problem }]
    return [{ kind, line: `${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(' and ')}: ${problem}` }]
  })

/** Looks for lock-outs, for too few approvers and for approvers whom nobody is. */
export const findPolicyProblems = (policy: Policy, facts: PolicyFacts): PolicyProblem[] => {
  const single = policy.rules.flatMap((rule, i) =>
    problemsOfRule(rule, facts).map((problem) => ({ ...problem, rule: i + 1 })),
  )
  const lockedOut = single.some(({ kind }) => kind === 'lock-out')
  const together = problemsTogether(policy, facts)
  const ofRules = [...single, ...(lockedOut ? [] : together)]
  // A rule that holds only at some hours locks nobody out for good.
  const always = policy.rules.filter(({ hours }) => hours === undefined)
  const setting = decide(always, { operation: 'policy.set', risk: 'guarded', facts: {}, at: new Date(0) })
  if (setting.decision !== 'refuse') return ofRules
  const wayOut = 'only `patchbay cluster setup --policy ask` or `--policy now` replaces it'
  return [...ofRules, { kind: 'lock-out', rule: null, problem: `it refuses policy.set: ${wayOut}` }]
}
