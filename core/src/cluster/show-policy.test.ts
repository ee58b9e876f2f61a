import { describe, expect, it } from 'vitest'
import { policyLines } from './show-policy.ts'

describe('policyLines', () => {
  it('reads one line a rule', () => {
    expect(
      policyLines({
        rules: [
          {
            operations: ['connector.delete', 'api-key.*'],
            risk: 'guarded',
            connectors: ['prod-*'],
            serviceTypes: ['mongodb'],
            decision: 'ask',
            votes: 2,
            approvers: ['role:owners', 'user:grace'],
          },
          { operations: ['*'], risk: 'irreversible', decision: 'refuse' },
          { operations: ['access.*'], decision: 'ask', rejections: 2 },
          { operations: ['*'], decision: 'ask', escalate: { after: '2h', approvers: ['role:on-call'] } },
          {
            operations: ['*'],
            decision: 'ask',
            begins: { zone: 'Europe/Berlin', days: ['sat'], from: '22:00', to: '04:00' },
          },
          { operations: ['*'], decision: 'ask', begins: 'by-requester' },
        ],
      }),
    ).toEqual([
      'connector.delete, api-key.* that are guarded on prod-* of type mongodb: ask for 2 votes of role:owners or user:grace',
      '* that are irreversible: refuse',
      'access.*: ask for 1 vote of role:patchbay-approver, ended by 2 rejections',
      '*: ask for 1 vote of role:patchbay-approver, after 2h also of role:on-call',
      '*: ask for 1 vote of role:patchbay-approver, begun from 22:00 to 04:00 Europe/Berlin on sat',
      '*: ask for 1 vote of role:patchbay-approver, begun by its requester',
    ])
    expect(policyLines({ rules: [] })).toEqual(['everything: now'])
  })
})
