import { describe, expect, it } from 'vitest'
import { defaultPolicy, type PolicyRule } from '../protocol/policy.ts'
import { findPolicyProblems } from './find-policy-problems.ts'
import type { People } from './read-people.ts'

const operations = [
  { name: 'api-key.rotate', risk: 'guarded' },
  { name: 'policy.set', risk: 'guarded' },
] as const

const people = (...usernames: string[]): People => ({
  known: true,
  people: usernames.map((username) => ({ username, roles: ['patchbay-approver'] })),
})

const problems = (rules: PolicyRule[], who: People = people('grace', 'linus')) =>
  findPolicyProblems({ rules }, { operations, people: who, services: ['rotator'] }).map(
    ({ kind, problem }) => `${kind}: ${problem}`,
  )

const asking: PolicyRule = { operations: ['api-key.*'], decision: 'ask' }

describe('findPolicyProblems', () => {
  it('finds nothing where two people can vote', () => {
    expect(
      findPolicyProblems(defaultPolicy, {
        operations,
        people: people('grace', 'linus'),
        services: undefined,
      }),
    ).toEqual([])
  })

  it('tells a lock-out from few approvers', () => {
    expect(problems([asking], people())).toEqual([
      'lock-out: it asks for 1 vote, and nobody is role:patchbay-approver',
    ])
    expect(problems([{ ...asking, votes: 2, approvers: ['role:a', 'user:b'] }])).toEqual([
      'lock-out: it asks for 2 votes, and nobody is role:a or user:b',
    ])
    expect(problems([{ ...asking, votes: 2, approvers: ['role:a', 'user:grace'] }])).toEqual([
      'warning: nobody is role:a',
      'lock-out: it asks for 2 votes, and 1 can vote',
    ])
    expect(problems([asking], people('grace'))).toEqual([
      'warning: exactly 1 can vote, so none of them can ask for what it covers: the requester never counts',
    ])
  })

  it('warns where few of those who were counted can vote: others may, elsewhere', () => {
    const some = (...usernames: string[]): People => ({
      known: true,
      people: usernames.map((username) => ({ username, roles: ['patchbay-approver'] })),
      some: true,
    })
    expect(problems([asking], some())).toEqual([
      'warning: it asks for 1 vote, and nobody of the 0 who were counted is role:patchbay-approver',
    ])
    expect(problems([asking], some('grace'))).toEqual([])
  })

  it('counts who may vote only later, and tells an escalation that comes too late', () => {
    const later = { after: '2h', approvers: ['user:grace', 'user:linus'] }
    const rule: PolicyRule = { ...asking, approvers: ['role:nobody'], escalate: later }
    expect(problems([rule])).toEqual(['warning: nobody is role:nobody'])
    expect(problems([{ ...asking, escalate: { ...later, after: '5h' } }])).toEqual([
      'warning: it escalates after 5h, when a request has lapsed already: it is to be decided within 4h',
    ])
  })

  it('tells hours to begin in that come too late, never, or never together', () => {
    const night = { zone: 'UTC', from: '22:00', to: '04:00' }
    const sundays = { ...night, days: ['sun' as const] }
    expect(problems([{ ...asking, begins: night }])).toEqual([])
    expect(problems([{ ...asking, begins: sundays, executeWithin: '8d' }])).toEqual([])
    expect(problems([{ ...asking, begins: sundays }])).toEqual([
      'warning: what is approved begins from 22:00 to 04:00 UTC on sun, and may lapse before: an approval holds 24h',
    ])
    const noon = { zone: 'UTC', from: '12:00', to: '13:00' }
    const rules = [
      { ...asking, begins: night },
      { ...asking, begins: noon },
    ]
    expect(problems(rules)).toEqual([
      'lock-out: rules 1 and 2 meet, for api-key.rotate among others: what is approved begins within the hours of each, and they have none together',
    ])
  })

  it('tells when there are too few to reject anything', () => {
    expect(problems([{ ...asking, rejections: 2 }])).toEqual([])
    expect(problems([{ ...asking, rejections: 3 }])).toEqual([
      "warning: it takes 3 rejections to end a request, and 2 can vote: it can't be rejected, only lapse",
    ])
  })

  it('counts nobody where it can not tell who there is', () => {
    expect(problems([asking], { known: false, why: 'a test' })).toEqual([])
  })

  it('sees that different groups are fewer than the votes', () => {
    expect(
      problems([{ ...asking, votes: 2, distinctGroups: true, approvers: ['role:patchbay-approver'] }]),
    ).toContain('lock-out: it asks for 2 votes of different groups and names 1 group')
  })

  it('sees where rules that are well by themselves ask together for what nobody can give', () => {
    const everybody: People = {
      known: true,
      people: [
        { username: 'grace', roles: ['patchbay-approver'] },
        { username: 'linus', roles: ['patchbay-approver'] },
        { username: 'mary', roles: ['security'] },
        { username: 'joan', roles: ['security'] },
      ],
    }
    const security: PolicyRule = { ...asking, approvers: ['role:security'] }
    expect(problems([asking], everybody)).toEqual([])
    expect(problems([security], everybody)).toEqual([])
    const locked = [
      'lock-out: rules 1 and 2 meet, for api-key.rotate among others: each vote must please all of them, 1 vote must be given, and 0 can vote',
    ]
    expect(problems([asking, security], everybody)).toEqual(locked)
    // Also where one of them holds for some connectors only.
    expect(problems([asking, { ...security, connectors: ['prod-*'] }], everybody)).toEqual(locked)
    expect(
      problems([asking, { ...security, approvers: ['role:security', 'user:grace'] }], everybody),
    ).toEqual([])
    expect(problems([asking, { ...security, operations: ['policy.*'] }], everybody)).toEqual([])
  })

  it('sees that rules which meet name different services', () => {
    const as = (service: string): PolicyRule => ({
      operations: ['*'],
      decision: 'now',
      executeAs: { service },
    })
    expect(
      findPolicyProblems(
        { rules: [as('rotator'), as('runner')] },
        { operations, people: people(), services: undefined },
      ),
    ).toMatchObject([
      { kind: 'warning', problem: expect.stringContaining('the services rotator and runner') },
    ])
  })

  it('names a pattern that covers no operation', () => {
    expect(problems([{ operations: ['apikey.*'], decision: 'refuse' }])).toEqual([
      'warning: no operation is called "apikey.*"',
    ])
  })

  it('warns of a policy that nobody could change any more', () => {
    const [problem] = findPolicyProblems(
      { rules: [{ operations: ['*'], decision: 'refuse' }] },
      { operations, people: people(), services: undefined },
    )
    expect(problem).toMatchObject({ kind: 'lock-out', rule: null })
  })

  it('says when no service executes what only a service may', () => {
    expect(
      problems([{ ...asking, executeAs: { service: 'rotator' } }]).filter((one) => one.includes('rotator')),
    ).toEqual([])
    expect(problems([{ ...asking, executeAs: { service: 'runner' } }])[0]).toMatch(/^lock-out: .*"runner"$/)
  })
})
