import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../protocol/decision.ts'
import type { RunEvent, Stamp, StampedEvent } from './event.ts'
import { fold, type FoldFacts } from './fold.ts'

const minute = 60_000
const start = Date.parse('2026-01-01T12:00:00.000Z')
const at = (minutes: number) => new Date(start + minutes * minute).toISOString()

const person = (username: string, more: Partial<Stamp> = {}): Stamp => ({
  username,
  realm: 'native1',
  authenticationType: 'REALM',
  roles: username === 'ada' ? ['patchbay-operator'] : ['patchbay-approver'],
  ...more,
})
const ada = person('ada')
const grace = person('grace')
const linus = person('linus')

const ask: Decision = {
  decision: 'ask',
  votes: 1,
  rejections: 1,
  approvers: [['role:patchbay-approver']],
  escalations: [],
  distinctGroups: false,
  signedIn: false,
  decideWithinMs: 240 * minute,
  executeWithinMs: 1440 * minute,
  beginsByRequester: false,
  beginsWithin: [],
  executeAs: 'requester',
}
const now: Decision = { ...ask, decision: 'now', approvers: [] }

const requested: RunEvent = {
  type: 'requested',
  operation: 'api-key.rotate',
  version: 1,
  input: { connector: 'c1' },
  digest: 'd1',
}
const approve: RunEvent = { type: 'vote', choice: 'approve', digest: 'd1' }
const reject: RunEvent = { type: 'vote', choice: 'reject', digest: 'd1', reason: 'not today' }
const executing = (attempt: number, digest = 'd1'): RunEvent => ({
  type: 'executing',
  attempt,
  executor: `p${attempt}`,
  digest,
})
const step = (name: string, phase: 'begin' | 'end' | 'wait', attempt = 1): RunEvent => ({
  type: 'step',
  attempt,
  name,
  phase,
  ...(phase === 'wait' ? { until: at(30) } : { data: `${phase} ${attempt}` }),
})
const done: RunEvent = { type: 'done', attempt: 1, result: 'ok' }

/** One event a minute, in order. */
const log = (...entries: readonly (readonly [Stamp, RunEvent])[]): StampedEvent[] =>
  entries.map(([by, event], i) => ({ n: i + 1, event, by, at: at(i) }))

const facts = (decision: Decision, more: Partial<FoldFacts> = {}): FoldFacts => ({
  now: new Date(start + 20 * minute),
  decisionAt: () => decision,
  ...more,
})

describe('fold: the road of a guarded run', () => {
  it('waits, is approved by another person, is executed and done', () => {
    expect(fold(log([ada, requested]), facts(ask)).name).toBe('waiting')
    expect(fold(log([ada, requested], [grace, approve]), facts(ask)).name).toBe('approved')
    const events = log(
      [ada, requested],
      [grace, approve],
      [ada, executing(1)],
      [ada, step('issue', 'begin')],
      [ada, step('issue', 'end')],
      [ada, done],
    )
    const state = fold(events, facts(ask))
    expect(state).toMatchObject({ name: 'done', attempt: 1, result: 'ok', void: [] })
    expect(state.steps.get('issue')).toMatchObject({ ended: true, result: 'end 1', begins: ['begin 1'] })
  })

  it('tells when its first attempt began and when it was done', () => {
    const failed: RunEvent = { type: 'failed', attempt: 1, error: { code: 'run.failed', message: 'no' } }
    const again: RunEvent = { type: 'done', attempt: 2 }
    const events = log(
      [ada, requested],
      [ada, executing(1)],
      [ada, failed],
      [ada, executing(2)],
      [ada, again],
    )
    expect(fold(events, facts(now))).toMatchObject({ name: 'done', beganAt: at(1), doneAt: at(4) })
  })

  it('is cleared at once where policy says now', () => {
    expect(fold(log([ada, requested]), facts(now)).name).toBe('cleared')
  })

  it('is rejected for good, whatever comes later', () => {
    const state = fold(
      log([ada, requested], [grace, reject], [linus, approve], [ada, executing(1)]),
      facts(ask),
    )
    expect(state).toMatchObject({ name: 'rejected', reason: 'not today' })
    expect(state.void.map(({ n }) => n)).toEqual([3, 4])
  })

  it('stays as it was asked for when its requester withdraws it before the vote', () => {
    const state = fold(log([ada, requested], [ada, { type: 'withdrawn' }], [grace, approve]), facts(ask))
    expect(state.name).toBe('withdrawn')
    expect(state.void.map(({ n }) => n)).toEqual([3])
  })
})

describe('fold: votes that do not count', () => {
  const voided = (by: Stamp, decision = ask) => fold(log([ada, requested], [by, approve]), facts(decision))

  it("never counts the requester's own", () => {
    expect(voided(person('ada', { roles: ['patchbay-approver'] }))).toMatchObject({
      name: 'waiting',
      void: [{ n: 2, why: 'the requester never counts' }],
    })
  })

  it('counts the same name in another realm as another person', () => {
    expect(voided(person('ada', { realm: 'ldap1', roles: ['patchbay-approver'] })).name).toBe('approved')
  })

  it("does not count a vote cast with a person's own API key, nor one by a stranger", () => {
    expect(voided(person('grace', { authenticationType: 'API_KEY', apiKeyId: 'k' })).name).toBe('waiting')
    expect(voided(person('eve', { roles: ['kibana_user'] })).name).toBe('waiting')
  })

  it('wants a signed-in vote where policy says so, and takes one through a service where it does not', () => {
    const through = person('grace', { authenticationType: 'API_KEY' })
    expect(voided(through).name).toBe('approved')
    expect(voided(through, { ...ask, signedIn: true }).name).toBe('waiting')
  })

  it('does not count a vote for another digest', () => {
    const events = log([ada, requested], [grace, { ...approve, digest: 'other' } as RunEvent])
    expect(fold(events, facts(ask)).name).toBe('waiting')
    expect(fold(events, facts(ask, { digestNow: 'd1' })).name).toBe('waiting')
  })

  it('does not count an approval for what has changed since', () => {
    const events = log([ada, requested], [grace, approve])
    expect(fold(events, facts(ask, { digestNow: 'd2' })).name).toBe('waiting')
    expect(fold([...events, ...at2(log([ada, executing(1, 'd2')]))], facts(ask)).name).not.toBe('executing')
  })

  it('asks for as many persons as policy does, however often one votes', () => {
    const two = { ...ask, votes: 2 }
    expect(fold(log([ada, requested], [grace, approve], [grace, approve]), facts(two)).name).toBe('waiting')
    expect(fold(log([ada, requested], [grace, approve], [linus, approve]), facts(two)).name).toBe('approved')
  })

  it('wants distinct groups where policy does', () => {
    const distinct = { ...ask, votes: 2, distinctGroups: true, approvers: [['role:a', 'role:b']] }
    const a1 = person('u1', { roles: ['a'] })
    const a2 = person('u2', { roles: ['a'] })
    const both = person('u3', { roles: ['a', 'b'] })
    expect(fold(log([ada, requested], [a1, approve], [a2, approve]), facts(distinct)).name).toBe('waiting')
    expect(fold(log([ada, requested], [a1, approve], [both, approve]), facts(distinct)).name).toBe('approved')
  })
})

/** Continues a two-event log. */
const at2 = (events: StampedEvent[]): StampedEvent[] =>
  events.map((event, i) => ({ ...event, n: i + 3, at: at(i + 2) }))

describe('fold: deadlines, by stamps', () => {
  it('expires at the end of the deciding time, not a moment before', () => {
    const deadline = start + ask.decideWithinMs
    const state = (offset: number) =>
      fold(log([ada, requested]), facts(ask, { now: new Date(deadline + offset) })).name
    expect([state(-1), state(0), state(1)]).toEqual(['waiting', 'waiting', 'expired'])
  })

  it('voids a vote that was stamped too late', () => {
    const late: StampedEvent = { n: 2, event: approve, by: grace, at: at(241) }
    expect(fold([...log([ada, requested]), late], facts(ask)).void).toEqual([
      { n: 2, why: 'the run is expired' },
    ])
  })

  it('expires an approval that nobody executes, counted from the vote', () => {
    const events = log([ada, requested], [grace, approve])
    const state = (minutes: number) =>
      fold(events, facts(ask, { now: new Date(start + minutes * minute) })).name
    expect([state(1441), state(1442)]).toEqual(['approved', 'expired'])
  })

  it('does not expire what is being executed', () => {
    const events = log([ada, requested], [grace, approve], [ada, executing(1)])
    expect(fold(events, facts(ask, { now: new Date(start + 1e10) })).name).toBe('executing')
  })
})

describe('fold: when an approved run begins', () => {
  const waitsForRequester = facts({ ...ask, beginsByRequester: true })
  const released: RunEvent = { type: 'released' }
  const approved = [
    [ada, requested],
    [grace, approve],
  ] as const

  it('begins when its requester lets it, where policy leaves that to them', () => {
    const early = fold(log(...approved, [ada, executing(1)]), waitsForRequester)
    expect(early).toMatchObject({ name: 'approved', released: false })
    expect(early.void).toEqual([{ n: 3, why: 'its requester has not let it begin' }])
    const late = fold(log(...approved, [ada, released], [ada, executing(1)]), waitsForRequester)
    expect(late).toMatchObject({ name: 'executing', released: true, void: [] })
  })

  it('is let begin by nobody else, and not before it is approved', () => {
    expect(fold(log(...approved, [grace, released]), waitsForRequester)).toMatchObject({
      released: false,
      void: [{ n: 3, why: 'only the requester lets it begin' }],
    })
    expect(fold(log([ada, requested], [ada, released]), waitsForRequester)).toMatchObject({
      released: false,
      void: [{ n: 2, why: 'the run is waiting' }],
    })
  })

  it('lapses when it is let begin too late, as when nobody executes it', () => {
    const state = fold(log(...approved, [ada, released]), {
      ...waitsForRequester,
      now: new Date(start + 1442 * minute),
    })
    expect(state.name).toBe('expired')
  })

  it('begins within the hours of policy, by the stamp of whoever begins', () => {
    // The log has an event a minute, from 12:00 on.
    const within = (from: string) => facts({ ...ask, beginsWithin: [{ zone: 'UTC', from, to: '12:30' }] })
    const events = log(...approved, [ada, executing(1)])
    expect(fold(events, within('12:02')).name).toBe('executing')
    expect(fold(events, within('12:03'))).toMatchObject({
      name: 'approved',
      void: [{ n: 3, why: 'policy lets it begin at other hours' }],
    })
  })

  it('goes on with what has begun when the hours are over', () => {
    const hours = facts({ ...ask, beginsWithin: [{ zone: 'UTC', from: '12:02', to: '12:03' }] })
    const failed: RunEvent = { type: 'failed', attempt: 1, error: { code: 'run.failed', message: 'no' } }
    const events = log(...approved, [ada, executing(1)], [ada, failed], [ada, executing(2)])
    expect(fold(events, hours)).toMatchObject({ name: 'executing', attempt: 2, void: [] })
  })
})

describe('fold: policy changes', () => {
  const tightened = (from: number): FoldFacts =>
    facts(ask, {
      decisionAt: (time) => (Date.parse(time) >= Date.parse(at(from)) ? { ...ask, votes: 2 } : ask),
    })

  it('counts a tightening before the execution began', () => {
    const events = log([ada, requested], [grace, approve], [ada, executing(1)])
    expect(fold(events, tightened(2)).name).toBe('waiting')
  })

  it('does not stop an execution that a later tightening finds under way', () => {
    const events = log([ada, requested], [grace, approve], [ada, executing(1)], [ada, step('a', 'begin')])
    expect(fold(events, tightened(3)).name).toBe('executing')
  })

  it('waits again when the newer policy refuses altogether', () => {
    const events = log([ada, requested], [grace, approve], [ada, executing(1)])
    expect(fold(events, facts({ ...ask, decision: 'refuse' })).name).not.toBe('executing')
  })
})

describe('fold: execution', () => {
  const begun = [
    [ada, requested],
    [grace, approve],
    [ada, executing(1)],
  ] as const

  it('belongs to the requester, not to the approver', () => {
    const state = fold(log([ada, requested], [grace, approve], [grace, executing(1)]), facts(ask))
    expect(state).toMatchObject({ name: 'approved', void: [{ n: 3 }] })
  })

  it('says what it executes, and goes on only while it is the newest attempt of its author', () => {
    const silent: RunEvent = { type: 'executing', attempt: 1, executor: 'p1' }
    expect(fold(log([ada, requested], [grace, approve], [ada, silent]), facts(ask)).attempt).toBe(0)
    const byAnother = fold(log(...begun, [grace, step('issue', 'begin')], [grace, done]), facts(ask))
    expect(byAnother).toMatchObject({ name: 'executing', void: [{ n: 4 }, { n: 5 }] })
    const afterTheEnd = fold(log(...begun, [ada, done], [ada, step('issue', 'begin')]), facts(ask))
    expect(afterTheEnd).toMatchObject({ name: 'done', void: [{ n: 5 }] })
  })

  it('is taken back by nobody but its requester', () => {
    const state = fold(log([ada, requested], [grace, { type: 'withdrawn' }]), facts(ask))
    expect(state).toMatchObject({ name: 'waiting', void: [{ n: 2, why: 'only the requester withdraws' }] })
  })

  it('belongs to the service that policy names', () => {
    const bot = person('svc', { authenticationType: 'API_KEY', roles: [] })
    const service = facts({ ...ask, executeAs: { service: 'svc' } })
    const begunBy = (executor: Stamp) =>
      fold(log([ada, requested], [grace, approve], [executor, executing(1)]), service).name
    expect(begunBy(bot)).toBe('executing')
    expect(begunBy(person('other', { authenticationType: 'API_KEY' }))).toBe('approved')
  })

  it('belongs neither to its requester nor to that user signed in where policy names a service', () => {
    const service = facts({ ...ask, executeAs: { service: 'svc' } })
    const ownKey = { authenticationType: 'API_KEY', apiKeyId: 'k' }
    for (const executor of [ada, person('svc'), person('svc', ownKey)]) {
      const state = fold(log([ada, requested], [grace, approve], [executor, executing(1)]), service)
      expect(state).toMatchObject({ name: 'approved', void: [{ n: 3 }] })
    }
  })

  it('voids what a process writes after another attempt took over', () => {
    const state = fold(
      log(...begun, [ada, executing(2)], [ada, step('issue', 'end', 1)], [ada, done]),
      facts(ask),
    )
    expect(state).toMatchObject({ name: 'executing', attempt: 2 })
    expect(state.void.map(({ n }) => n)).toEqual([5, 6])
  })

  it('hands what earlier attempts chose to the next one', () => {
    const state = fold(
      log(...begun, [ada, step('issue', 'begin')], [ada, executing(2)], [ada, step('issue', 'begin', 2)]),
      facts(ask),
    )
    expect(state.steps.get('issue')?.begins).toEqual(['begin 1', 'begin 2'])
  })

  it('resumes after a failure, with a new attempt only', () => {
    const failed: RunEvent = { type: 'failed', attempt: 1, error: { code: 'run.failed', message: 'no' } }
    expect(fold(log(...begun, [ada, failed]), facts(ask))).toMatchObject({
      name: 'failed',
      error: { message: 'no' },
    })
    expect(fold(log(...begun, [ada, failed], [ada, executing(1)]), facts(ask)).name).toBe('failed')
    expect(fold(log(...begun, [ada, failed], [ada, executing(2)]), facts(ask)).name).toBe('executing')
  })

  it('remembers until when it waits, and no longer', () => {
    expect(fold(log(...begun, [ada, step('wait', 'wait')]), facts(ask)).waitsUntil).toBe(at(30))
    expect(
      fold(log(...begun, [ada, step('wait', 'wait')], [ada, executing(2)]), facts(ask)).waitsUntil,
    ).toBeUndefined()
  })

  it('is abandoned by its requester or an approver, not by a stranger', () => {
    const abandoned: RunEvent = { type: 'abandoned' }
    expect(fold(log(...begun, [grace, abandoned]), facts(ask)).name).toBe('abandoned')
    expect(fold(log(...begun, [person('eve', { roles: [] }), abandoned]), facts(ask)).name).toBe('executing')
  })
})

describe('fold: whatever anybody writes', () => {
  const stamps = [
    ada,
    grace,
    linus,
    person('eve', { roles: [] }),
    person('grace', { apiKeyId: 'k', roles: [] }),
  ]
  const anyEvent = fc.constantFrom<RunEvent>(
    requested,
    approve,
    reject,
    { ...approve, digest: 'other' } as RunEvent,
    { type: 'withdrawn' },
    { type: 'released' },
    { type: 'abandoned' },
    executing(1),
    executing(2),
    executing(1, 'other'),
    step('a', 'begin'),
    step('a', 'end'),
    { type: 'ready', attempt: 1, waitsFor: 'collect' },
    done,
    { type: 'failed', attempt: 1, error: { code: 'run.failed', message: 'no' } },
  )
  const logs = fc
    .array(fc.tuple(fc.constantFrom(...stamps), anyEvent), { maxLength: 12 })
    .map((entries) => log([ada, requested], ...entries))

  it('never executes without the vote of an approver other than the requester, for the executed digest', () => {
    fc.assert(
      fc.property(logs, (events) => {
        const state = fold(events, facts(ask))
        if (state.attempt === 0) return
        const first = events.find(
          ({ event, n }) => event.type === 'executing' && !state.void.some((v) => v.n === n),
        )
        const digest = first?.event.type === 'executing' ? first.event.digest : undefined
        const votes = state.votes.filter((vote) => vote.n < (first?.n ?? 0) && vote.digest === digest)
        expect(votes.some(({ by }) => by.username === 'grace' || by.username === 'linus')).toBe(true)
        expect(votes.every(({ by }) => by.apiKeyId === undefined && by.username !== 'ada')).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('executes under two votes only what two persons voted for, and counts attempts one by one', () => {
    const two = { ...ask, votes: 2 }
    fc.assert(
      fc.property(logs, (events) => {
        const state = fold(events, facts(two))
        const valid = events.filter(({ n }) => !state.void.some((v) => v.n === n))
        const attempts = valid.flatMap(({ event }) => (event.type === 'executing' ? [event.attempt] : []))
        expect(attempts).toEqual(attempts.map((_attempt, i) => i + 1))
        const first = valid.find(({ event }) => event.type === 'executing')
        if (first === undefined) return
        const before = state.votes.filter(({ n, choice }) => n < first.n && choice === 'approve')
        expect(new Set(before.map(({ by }) => by.username))).toEqual(new Set(['grace', 'linus']))
      }),
      { numRuns: 3000 },
    )
  })

  it('says of a longer log nothing else about what both have', () => {
    fc.assert(
      fc.property(logs, fc.nat(12), (events, cut) => {
        const short = fold(events.slice(0, 1 + cut), facts(ask))
        const long = fold(events, facts(ask))
        expect(long.void.filter(({ n }) => n <= 1 + cut)).toEqual(short.void)
        expect(long.attempt).toBeGreaterThanOrEqual(short.attempt)
      }),
      { numRuns: 2000 },
    )
  })

  it('never moves on from an end', () => {
    fc.assert(
      fc.property(logs, logs, (events, more) => {
        const state = fold(events, facts(ask))
        if (!['withdrawn', 'rejected', 'done', 'abandoned'].includes(state.name)) return
        const longer = [...events, ...more].map((event, i) => ({ ...event, n: i + 1, at: at(i) }))
        expect(fold(longer, facts(ask)).name).toBe(state.name)
      }),
      { numRuns: 2000 },
    )
  })
})
