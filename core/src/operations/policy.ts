import { parseDuration } from '../lib/duration.ts'
import type { Decision } from '../protocol/decision.ts'
import type { PolicyRule, Risk } from '../protocol/policy.ts'
import { holdsAt } from '../protocol/policy-hours.ts'
import type { TargetFacts } from './define-operation.ts'

export interface PolicyQuestion {
  operation: string
  risk: Risk
  facts: TargetFacts
  /** When: rules with hours hold only then. */
  at: Date
  /** How long the request has waited by then, in milliseconds: from some time on others may vote as well. */
  waited?: number | undefined
}

const hour = 3_600_000
const strictness = { now: 0, ask: 1, refuse: 2 } as const

/** `*` stands for anything; everything else for itself. Linear: no regular expression is built from outside text. */
export const matchesPattern = (text: string, wildcard: string): boolean => {
  const parts = wildcard.split('*')
  const [first = '', ...rest] = parts
  if (!text.startsWith(first)) return false
  if (rest.length === 0) return text === first
  const last = rest.pop() ?? ''
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

const any = (texts: readonly (string | undefined)[], patterns: readonly string[] | undefined): boolean =>
  patterns === undefined ||
  texts.some((text) => text !== undefined && patterns.some((p) => matchesPattern(text, p)))

const matches = (rule: PolicyRule, { operation, risk, facts, at }: PolicyQuestion): boolean =>
  (rule.hours === undefined || holdsAt(rule.hours, at)) &&
  (rule.risk === undefined || rule.risk === risk) &&
  any([operation], rule.operations) &&
  any([facts.connectorName, facts.connectorId], rule.connectors) &&
  any([facts.serviceType], rule.serviceTypes)

const smallest = (texts: readonly (string | undefined)[], otherwise: number): number => {
  const found = texts.flatMap((text) => (text === undefined ? [] : [parseDuration(text) ?? otherwise]))
  return found.length === 0 ? otherwise : Math.min(...found)
}

const fewest = (counts: readonly number[]): number => (counts.length === 0 ? 1 : Math.min(...counts))

/** From when on a rule lets others vote as well, and whom. */
const escalationOf = ({ escalate }: PolicyRule): Decision['escalations'] => {
  const afterMs = parseDuration(escalate?.after ?? '')
  return escalate === undefined || afterMs === undefined ? [] : [{ afterMs, approvers: escalate.approvers }]
}

/** Who may vote by a rule that asks, where a request has waited so long. */
export const approversOf = (rule: PolicyRule, waited: number): readonly string[] => {
  const { approvers = ['role:patchbay-approver'] } = rule
  const later = escalationOf(rule).filter(({ afterMs }) => waited >= afterMs)
  return [...new Set([...approvers, ...later.flatMap((one) => one.approvers)])]
}

/** All matching rules count and the strictest wins, item by item. Where none matches, the call goes on at once. */
export const decide = (rules: readonly PolicyRule[], question: PolicyQuestion): Decision => {
  // Looking at things is never a matter of policy: privileges decide it.
  const matching = question.risk === 'read' ? [] : rules.filter((rule) => matches(rule, question))
  const asking = matching.filter((rule) => rule.decision === 'ask')
  const service = matching.map((rule) => rule.executeAs).find((as) => typeof as === 'object')
  const strictest = matching.reduce<Decision['decision']>(
    (worst, rule) => (strictness[rule.decision] > strictness[worst] ? rule.decision : worst),
    'now',
  )
  return {
    decision: strictest,
    votes: Math.max(1, ...asking.map((rule) => rule.votes ?? 1)),
    // The fewest win: a rule that says nothing wants the first rejection to end it.
    rejections: fewest(asking.map((rule) => rule.rejections ?? 1)),
    approvers: asking.map((rule) => approversOf(rule, question.waited ?? 0)),
    escalations: asking.flatMap(escalationOf),
    distinctGroups: matching.some((rule) => rule.distinctGroups === true),
    signedIn: matching.some((rule) => rule.signedIn === true),
    decideWithinMs: smallest(
      asking.map((rule) => rule.decideWithin),
      4 * hour,
    ),
    executeWithinMs: smallest(
      asking.map((rule) => rule.executeWithin),
      24 * hour,
    ),
    beginsByRequester: asking.some((rule) => rule.begins === 'by-requester'),
    beginsWithin: asking.flatMap(({ begins }) => (typeof begins === 'object' ? [begins] : [])),
    executeAs: service ?? 'requester',
  }
}
