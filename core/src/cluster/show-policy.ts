import type { Policy, PolicyRule } from '../protocol/policy.ts'

const scope = ({ operations, risk, connectors, serviceTypes }: PolicyRule): string =>
  [
    operations.join(', '),
    ...(risk === undefined ? [] : [`that ${risk === 'read' ? 'read' : `are ${risk}`}`]),
    ...(connectors === undefined ? [] : [`on ${connectors.join(', ')}`]),
    ...(serviceTypes === undefined ? [] : [`of type ${serviceTypes.join(', ')}`]),
  ].join(' ')

const verdict = (rule: PolicyRule): string => {
  if (rule.decision !== 'ask') return rule.decision
  const votes = rule.votes ?? 1
  const approvers = (rule.approvers ?? ['role:patchbay-approver']).join(' or ')
  return `ask for ${votes} vote${votes === 1 ? '' : 's'} of ${approvers}`
}

/** A policy in words, one line a rule. */
export const policyLines = ({ rules }: Policy): string[] =>
  rules.length === 0 ? ['everything: now'] : rules.map((rule) => `${scope(rule)}: ${verdict(rule)}`)
