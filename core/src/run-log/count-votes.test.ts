import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../protocol/decision.ts'
import type { RunEvent, Stamp, StampedEvent } from './event.ts'
import { fold, type FoldFacts } from './fold.ts'

const minute = 60_000
const start = Date.parse('2026-01-01T12:00:00.000Z')
const at = (minutes: number) => new Date(start + minutes * minute).toISOString()

const person = (username: string, role = 'patchbay-approver'): Stamp => ({
  username,
  realm: 'native1',
  authenticationType: 'REALM',
  roles: [role],
})
const ada = person('ada', 'patchbay-operator')
const grace = person('grace')
const linus = person('linus')
const mary = person('mary')
const eve = person('eve', 'kibana_user')

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

const requested: RunEvent = {
  type: 'requested',
  operation: 'api-key.rotate',
  version: 1,
  input: { connector: 'c1' },
  digest: 'd1',
}
const approve: RunEvent = { type: 'vote', choice: 'approve', digest: 'd1' }
const reject: RunEvent = { type: 'vote', choice: 'reject', digest: 'd1' }

/** One event a minute, in order. */
const log = (...entries: readonly (readonly [Stamp, RunEvent])[]): StampedEvent[] =>
  entries.map(([by, event], i) => ({ n: i + 1, event, by, at: at(i) }))

const facts = (decision: Decision, more: Partial<FoldFacts> = {}): FoldFacts => ({
  now: new Date(start + 60 * minute),
  decisionAt: () => decision,
  ...more,
})

describe('rejections, where policy says nothing of how many', () => {
  it('ends at the first rejection that counts where policy says nothing of how many, as it always did', () => {
    const votes = fc.array(
      fc.tuple(fc.constantFrom(ada, grace, linus, eve), fc.constantFrom(approve, reject)),
    )
    fc.assert(
      fc.property(votes, fc.constantFrom(1, 2), (cast, needed) => {
        const decision = { ...ask, votes: needed }
        const events = log([ada, requested], ...cast)
        const ends = cast.some(
          ([by, vote], i) =>
            vote === reject &&
            (by === grace || by === linus) &&
            fold(events.slice(0, i + 1), facts(decision)).name === 'waiting',
        )
        expect(fold(events, facts(decision)).name === 'rejected').toBe(ends)
      }),
    )
  })
})

describe('rejections, where policy wants two', () => {
  const patient: Decision = { ...ask, votes: 2, rejections: 2 }
  const named = (...entries: readonly (readonly [Stamp, RunEvent])[]) =>
    fold(log([ada, requested], ...entries), facts(patient)).name

  it('is ended by two people, not by one who says it twice', () => {
    expect(named([grace, reject])).toBe('waiting')
    expect(named([grace, reject], [grace, reject])).toBe('waiting')
    expect(named([grace, reject], [linus, reject])).toBe('rejected')
  })

  it('is approved by others in spite of one, who may also think better of it', () => {
    expect(named([grace, reject], [linus, approve])).toBe('waiting')
    expect(named([grace, reject], [linus, approve], [mary, approve])).toBe('approved')
    expect(named([grace, reject], [linus, approve], [grace, approve])).toBe('approved')
    expect(named([grace, approve], [grace, reject], [linus, reject])).toBe('rejected')
  })

  it('counts no rejection of who may not vote, or may no more', () => {
    expect(named([ada, reject], [grace, reject])).toBe('waiting')
    const onlyOthers = { ...patient, approvers: [['user:linus', 'user:mary']] }
    const decisionAt = (time: string) => (Date.parse(time) >= Date.parse(at(2)) ? onlyOthers : patient)
    const events = log([ada, requested], [grace, reject], [linus, reject], [mary, reject])
    expect(fold(events.slice(0, 3), facts(patient, { decisionAt })).name).toBe('waiting')
    expect(fold(events, facts(patient, { decisionAt })).name).toBe('rejected')
  })

  it('stays rejected when policy asks for more later, and waits on when it asks for less', () => {
    const from = (before: Decision, later: Decision): Partial<FoldFacts> => ({
      decisionAt: (time) => (Date.parse(time) >= Date.parse(at(2)) ? later : before),
    })
    const events = log([ada, requested], [grace, reject], [linus, approve])
    expect(fold(events, facts(ask, from(ask, patient))).name).toBe('rejected')
    expect(fold(events, facts(ask, from(patient, { ...patient, rejections: 1 }))).name).toBe('waiting')
  })
})
