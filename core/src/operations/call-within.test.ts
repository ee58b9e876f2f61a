import { describe, expect, it } from 'vitest'
import type { PolicyRule } from '../protocol/policy.ts'
import { requireNoStricter } from './call-within.ts'
import { decide } from './policy.ts'

const at = new Date('2026-11-24T12:00:00Z')
const apply = { name: 'connector.apply', title: 'Apply', risk: 'guarded' } as const
const configure = { name: 'connector.configure', title: 'Configure connector', risk: 'routine' } as const
const rotate = { name: 'api-key.rotate', title: 'Rotate API key', risk: 'guarded' } as const

const base: PolicyRule[] = [
  { operations: ['*'], risk: 'guarded', decision: 'ask', approvers: ['role:patchbay-approver'] },
]

/** What happens to an operation on prod-shop within an apply of several, under the usual rules and one more. */
const within = (operation: typeof configure | typeof rotate, more: PolicyRule[]): string => {
  const rules = [...base, ...more]
  const judge = (of: typeof apply | typeof operation, connectorName?: string) =>
    decide(rules, {
      operation: of.name,
      risk: of.risk,
      facts: connectorName === undefined ? {} : { connectorName },
      at,
    })
  try {
    requireNoStricter(operation, {
      inner: judge(operation, 'prod-shop'),
      outer: judge(apply),
      label: 'prod-shop',
    })
    return 'goes on'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
const prod = { operations: ['*'], connectors: ['prod-*'] }

describe('an operation within another one', () => {
  it('goes on where policy wants no more of it', () => {
    expect(within(configure, [])).toBe('goes on')
    expect(within(rotate, [])).toBe('goes on')
    expect(within(rotate, [{ operations: ['*'], risk: 'guarded', decision: 'ask', votes: 2 }])).toBe(
      'goes on',
    )
  })

  it('is refused where fewer rejections would end it than end what is around it', () => {
    const patient: PolicyRule = { operations: ['connector.apply'], decision: 'ask', rejections: 3 }
    const decisions = (rejections: number) => ({
      inner: decide([{ ...patient, rejections }], { operation: apply.name, risk: apply.risk, facts: {}, at }),
      outer: decide([patient], { operation: apply.name, risk: apply.risk, facts: {}, at }),
      label: 'prod-shop',
    })
    expect(() => requireNoStricter(rotate, decisions(2))).toThrow('policy lets 2 rejections end a request')
    expect(() => requireNoStricter(rotate, decisions(3))).not.toThrow()
  })

  it.each<[string, PolicyRule]>([
    ['policy refuses it', { ...prod, decision: 'refuse' }],
    ['policy asks for 2 votes', { ...prod, decision: 'ask', votes: 2 }],
    ['policy asks for other approvers', { ...prod, decision: 'ask', approvers: ['role:owners'] }],
    ['policy asks for signed-in votes', { ...prod, decision: 'ask', signedIn: true }],
    ['policy asks for votes of distinct groups', { ...prod, decision: 'ask', distinctGroups: true }],
    ['policy lets its requester begin it', { ...prod, decision: 'ask', begins: 'by-requester' }],
    [
      'policy lets it begin at other hours',
      { ...prod, decision: 'ask', begins: { zone: 'UTC', from: '22:00', to: '04:00' } },
    ],
    ['policy lets another one execute it', { ...prod, decision: 'now', executeAs: { service: 'rotator' } }],
  ])('is refused where %s', (why, rule) => {
    for (const operation of [configure, rotate]) {
      expect(within(operation, [rule])).toBe(
        `${operation.title} (prod-shop): ${why}, so it can't be done as a part of something else.`,
      )
    }
  })
})
