import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicy, type PolicyRule } from '../protocol/policy.ts'
import { decide, matchesPattern } from './policy.ts'

const rotate = {
  operation: 'api-key.rotate',
  risk: 'guarded',
  facts: { connectorName: 'prod-wiki', connectorId: 'c1', serviceType: 'confluence' },
  at: new Date('2026-11-28T12:00:00Z'),
} as const

describe('decide', () => {
  it('lets routine calls go on and asks for guarded ones, by the policy that setup writes', () => {
    expect(decide(defaultPolicy.rules, { ...rotate, risk: 'routine' }).decision).toBe('now')
    expect(decide(defaultPolicy.rules, rotate)).toMatchObject({ decision: 'ask', votes: 1 })
    expect(decide(defaultPolicy.rules, { ...rotate, risk: 'irreversible' }).decision).toBe('ask')
  })

  it('takes the strictest of all rules that match, item by item', () => {
    const rules: PolicyRule[] = [
      { operations: ['api-key.*'], decision: 'ask', votes: 1, decideWithin: '8h' },
      {
        operations: ['*'],
        connectors: ['prod-*'],
        decision: 'ask',
        votes: 2,
        approvers: ['role:prod'],
        decideWithin: '1h',
      },
      { operations: ['connector.*'], decision: 'refuse' },
    ]
    expect(decide(rules, rotate)).toMatchObject({
      decision: 'ask',
      votes: 2,
      approvers: [['role:patchbay-approver'], ['role:prod']],
      decideWithinMs: 3_600_000,
    })
  })

  it('ends a request by as few rejections as any rule that asks says, by one where it says nothing', () => {
    const rule = (rejections?: number): PolicyRule => ({ operations: ['*'], decision: 'ask', rejections })
    const of = (...rules: PolicyRule[]) => decide(rules, rotate).rejections
    expect(of(rule(3))).toBe(3)
    expect(of(rule(3), rule(2))).toBe(2)
    expect(of(rule(3), rule())).toBe(1)
    expect(of({ operations: ['*'], decision: 'now', rejections: 3 })).toBe(1)
    expect(of()).toBe(1)
  })

  it('has votes by risk and by connector: two for what is irreversible, three on the important ones', () => {
    const rules: PolicyRule[] = [
      { operations: ['*'], risk: 'guarded', decision: 'ask', votes: 1 },
      { operations: ['*'], risk: 'irreversible', decision: 'ask', votes: 2 },
      { operations: ['*'], connectors: ['prod-wiki'], risk: 'irreversible', decision: 'ask', votes: 3 },
    ]
    const votes = (risk: 'guarded' | 'irreversible', connectorName: string) =>
      decide(rules, { ...rotate, risk, facts: { connectorName } }).votes
    expect(votes('guarded', 'prod-wiki')).toBe(1)
    expect(votes('irreversible', 'shop')).toBe(2)
    expect(votes('irreversible', 'prod-wiki')).toBe(3)
  })

  it('begins what is approved when all rules that ask let it: by its requester, and within all hours', () => {
    const night = { zone: 'UTC', from: '22:00', to: '04:00' }
    const rule = (begins?: PolicyRule['begins']): PolicyRule => ({
      operations: ['*'],
      decision: 'ask',
      begins,
    })
    const of = (...rules: PolicyRule[]) => decide(rules, rotate)
    expect(of(rule())).toMatchObject({ beginsByRequester: false, beginsWithin: [] })
    expect(of(rule('at-once'), rule('by-requester'))).toMatchObject({ beginsByRequester: true })
    expect(of(rule(night), rule('by-requester'), rule(night))).toMatchObject({
      beginsByRequester: true,
      beginsWithin: [night, night],
    })
    // What needs no approval is done by whoever asks, at once.
    expect(of({ operations: ['*'], decision: 'now', begins: night }).beginsWithin).toEqual([])
  })

  it('lets others vote as well once a request has waited for long', () => {
    const escalate = { after: '2h', approvers: ['role:on-call', 'user:linus'] }
    const rules: PolicyRule[] = [{ operations: ['*'], decision: 'ask', approvers: ['role:prod'], escalate }]
    const approversAfter = (waited?: number) => decide(rules, { ...rotate, waited }).approvers
    expect(decide(rules, rotate).escalations).toEqual([
      { afterMs: 7_200_000, approvers: ['role:on-call', 'user:linus'] },
    ])
    const late = [['role:prod', 'role:on-call', 'user:linus']]
    expect(approversAfter()).toEqual([['role:prod']])
    expect(approversAfter(7_199_999)).toEqual([['role:prod']])
    expect(approversAfter(7_200_000)).toEqual(late)
    // Another rule that asks is not eased by it.
    const other: PolicyRule = { operations: ['*'], decision: 'ask', approvers: ['role:security'] }
    expect(decide([...rules, other], { ...rotate, waited: Infinity }).approvers).toEqual([
      ...late,
      ['role:security'],
    ])
  })

  it('matches a rule about names by name or id, and one about types by type', () => {
    const refuse = (rule: Partial<PolicyRule>) =>
      decide([{ operations: ['*'], decision: 'refuse', ...rule }], rotate).decision
    expect(refuse({ connectors: ['c1'] })).toBe('refuse')
    expect(refuse({ connectors: ['dev-*'] })).toBe('now')
    expect(refuse({ serviceTypes: ['confluence'] })).toBe('refuse')
    expect(refuse({ serviceTypes: ['jira'] })).toBe('now')
  })

  it('heeds a rule with hours only then', () => {
    const hours = { zone: 'UTC', days: ['mon' as const], from: '09:00', to: '17:00' }
    const weekend = { operations: ['*'], decision: 'refuse' as const, hours: { ...hours, outside: true } }
    expect(decide([weekend], rotate).decision).toBe('refuse')
    expect(decide([weekend], { ...rotate, at: new Date('2026-11-23T12:00:00Z') }).decision).toBe('now')
  })

  it('never asks about looking', () => {
    expect(decide([{ operations: ['*'], decision: 'refuse' }], { ...rotate, risk: 'read' }).decision).toBe(
      'now',
    )
  })

  it('is never looser with more rules', () => {
    const order = ['now', 'ask', 'refuse']
    const rule = fc.record({
      operations: fc.constantFrom('*', 'api-key.*', 'connector.*').map((operation) => [operation]),
      decision: fc.constantFrom('now' as const, 'ask' as const, 'refuse' as const),
      votes: fc.integer({ min: 1, max: 10 }),
    })
    fc.assert(
      fc.property(fc.array(rule), rule, (rules, more) => {
        const before = decide(rules, rotate)
        const after = decide([...rules, more], rotate)
        expect(order.indexOf(after.decision)).toBeGreaterThanOrEqual(order.indexOf(before.decision))
        expect(after.votes).toBeGreaterThanOrEqual(before.votes)
        expect(after.approvers.length).toBeGreaterThanOrEqual(before.approvers.length)
        expect(after.decideWithinMs).toBeLessThanOrEqual(before.decideWithinMs)
      }),
    )
  })
})

describe('matchesPattern', () => {
  it('matches like a regular expression made from the same wildcard', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '*'), maxLength: 8 })
    fc.assert(
      fc.property(text, pattern, (value, wildcard) => {
        const source = wildcard.replace(/[.-]/g, '\\$&').replaceAll('*', '.*')
        expect(matchesPattern(value, wildcard)).toBe(new RegExp(`^${source}$`).test(value))
      }),
      { numRuns: 3000 },
    )
  })
})
