import { hoursWords } from '../protocol/policy-hours.ts'
import type { Policy, PolicyRule } from '../protocol/policy.ts'

const scope = ({ operations, risk, connectors, serviceTypes, hours }: PolicyRule): string =>
  [
    operations.join(', '),
    ...(risk === undefined ? [] : [`that ${risk === 'read' ? 'read' : `are ${risk}`}`]),
    ...(connectors === undefined ? [] : [`on ${connectors.join(', ')}`]),
    ...(serviceTypes === undefined ? [] : [`of type ${serviceTypes.join(', ')}`]),
    ...(hours === undefined ? [] : [hoursWords(hours)]),
  ].join(' ')

const verdict = (rule: PolicyRule): string => {
  const { executeAs } = rule
  const by = typeof executeAs === 'object' ? `, executed by a service as ${executeAs.service}` : ''
  if (rule.decision !== 'ask') return `${rule.decision}${by}`
  const votes = rule.votes ?? 1
  const approvers = (rule.approvers ?? ['role:patchbay-approver']).join(' or ')
  const { escalate } = rule
  const later =
    escalate === undefined ? '' : `, after ${escalate.after} also of ${escalate.approvers.join(' or ')}`
  const begins =
    typeof rule.begins === 'object'
      ? `, begun ${hoursWords(rule.begins)}`
      : rule.begins === 'by-requester'
        ? ', begun by its requester'
        : ''
  const { rejections = 1 } = rule
  const no = rejections === 1 ? '' : `, ended by ${rejections} rejections`
  return `ask for ${votes} vote${votes === 1 ? '' : 's'} of ${approvers}${later}${no}${begins}${by}`
}

/** A policy in words, one line a rule. */
export const policyLines = ({ rules }: Policy): string[] =>
  rules.length === 0 ? ['everything: now'] : rules.map((rule) => `${scope(rule)}: ${verdict(rule)}`)
