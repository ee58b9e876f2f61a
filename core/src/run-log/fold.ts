import type { Json } from '../lib/json.ts'
import type { Decision } from '../protocol/decision.ts'
import { personKey } from '../protocol/actor.ts'
import { isWithin } from '../protocol/next-opening.ts'
import { isApproved, isRejected, type Vote, whyNoVote } from './count-votes.ts'
import type { ExecutingEvent, RequestedEvent, Stamp, StampedEvent } from './event.ts'

export type RunStateName =
  | 'none'
  | 'waiting'
  | 'approved'
  | 'cleared'
  | 'executing'
  | 'ready'
  | 'done'
  | 'failed'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'abandoned'

/** A run as its log tells it. */
export interface RunState {
  name: RunStateName
  requested: RequestedEvent | undefined
  requester: Stamp | undefined
  requestedAt: string | undefined
  /** Votes that count under the policy of their time, one a person. */
  votes: readonly Vote[]
  /** True once its requester has let it begin. */
  released: boolean
  attempt: number
  executor: Stamp | undefined
  /** The name that the newest attempt's process gave itself. */
  executorProcess: string | undefined
  /** True once the run reached `ready` for its requester to collect. */
  collecting: boolean
  steps: ReadonlyMap<string, StepState>
  /** ISO times, by Elasticsearch's stamps. */
  decideBy: string | undefined
  executeBy: string | undefined
  /** When its first attempt began, and when it was done. */
  beganAt: string | undefined
  doneAt: string | undefined
  /** When a waiting step may be looked at again. */
  waitsUntil: string | undefined
  result: Json | undefined
  error: { code: string; message: string } | undefined
  reason: string | undefined
  waitsFor: 'collect' | 'input' | undefined
  /** Events that the state before them did not allow, or whose author may not write them. */
  void: readonly { n: number; why: string }[]
}

export interface StepState {
  /** What each attempt chose before it began, oldest first. */
  begins: readonly Json[]
  ended: boolean
  result: Json | undefined
  waitingSince: string | undefined
  /** ISO times, by Elasticsearch's stamps: of its newest beginning, and of its end. */
  beganAt: string
  endedAt: string | undefined
}

export interface FoldFacts {
  /** The observer's time: only tells whether a deadline, counted from stamps, has passed. */
  now: Date
  /** What policy said of this run at a time (ISO), by the policy versions' own stamps. */
  decisionAt(at: string): Decision
  /** The digest as the observer computes it now; without it, the requester's word stands in. */
  digestNow?: string | undefined
}

type Draft = { -readonly [K in keyof RunState]: RunState[K] } & {
  votes: Vote[]
  steps: Map<string, StepState>
  void: { n: number; why: string }[]
}

const after = (at: string, milliseconds: number): string =>
  new Date(Date.parse(at) + milliseconds).toISOString()
const isPast = (at: string, deadline: string): boolean => Date.parse(at) > Date.parse(deadline)
const samePerson = (a: Stamp, b: Stamp | undefined): boolean =>
  b !== undefined && personKey(a) === personKey(b)

/**
 * Reads a log into a state: pure, and the same for everyone who reads the same events and the same policy.
 * The rules are the table of DECISIONS section 1: an event that does not fit is void and stays where it is.
 */
export const fold = (events: readonly StampedEvent[], facts: FoldFacts): RunState => {
  const draft: Draft = emptyState()
  for (const event of events) {
    const why = apply(draft, event, facts)
    if (why !== undefined) draft.void.push({ n: event.n, why })
  }
  settle(draft, facts, { at: facts.now.toISOString(), digest: facts.digestNow ?? draft.requested?.digest })
  return draft
}

const emptyState = (): Draft => ({
  name: 'none',
  requested: undefined,
  requester: undefined,
  requestedAt: undefined,
  votes: [],
  released: false,
  attempt: 0,
  executor: undefined,
  executorProcess: undefined,
  collecting: false,
  steps: new Map(),
  decideBy: undefined,
  executeBy: undefined,
  beganAt: undefined,
  doneAt: undefined,
  waitsUntil: undefined,
  result: undefined,
  error: undefined,
  reason: undefined,
  waitsFor: undefined,
  void: [],
})

/** Brings `waiting`, `approved`, `cleared` and `expired` up to date for a moment and a digest. */
const settle = (
  draft: Draft,
  facts: FoldFacts,
  { at, digest }: { at: string; digest: string | undefined },
): void => {
  if (draft.requestedAt === undefined || draft.requester === undefined) return
  if (draft.name !== 'waiting' && draft.name !== 'approved' && draft.name !== 'cleared') return
  const { requester, requestedAt } = draft
  const decision = facts.decisionAt(at)
  if (decision.decision === 'now') {
    draft.decideBy = undefined
    draft.executeBy = after(requestedAt, decision.executeWithinMs)
    draft.name = isPast(at, draft.executeBy) ? 'expired' : 'cleared'
    return
  }
  draft.decideBy = after(requestedAt, decision.decideWithinMs)
  const counting = draft.votes.filter((vote) => whyNoVote(vote.by, requester, decision) === undefined)
  if (decision.decision === 'ask' && digest !== undefined && isApproved(counting, digest, decision)) {
    const approvedAt = counting.findLast((vote) => vote.choice === 'approve')?.at ?? requestedAt
    draft.executeBy = after(approvedAt, decision.executeWithinMs)
    draft.name = isPast(at, draft.executeBy) ? 'expired' : 'approved'
    return
  }
  draft.executeBy = undefined
  draft.name = isPast(at, draft.decideBy) ? 'expired' : 'waiting'
}

/** Applies one event; returns why it is void, if it is. */
const apply = (draft: Draft, stamped: StampedEvent, facts: FoldFacts): string | undefined => {
  const { event, by, at, n } = stamped
  const claimed = event.type === 'executing' || event.type === 'vote' ? event.digest : undefined
  settle(draft, facts, { at, digest: claimed ?? draft.requested?.digest })
  switch (event.type) {
    case 'requested':
      if (n !== 1) return 'a run begins with its first event'
      Object.assign(draft, {
        name: 'waiting',
        requested: event,
        requester: by,
        requestedAt: at,
        reason: event.reason,
      })
      return undefined
    case 'vote': {
      if (draft.name !== 'waiting' || draft.requester === undefined) return `the run is ${draft.name}`
      const { requester } = draft
      const decision = facts.decisionAt(at)
      const why = whyNoVote(by, requester, decision)
      if (why !== undefined) return why
      draft.votes = [
        ...draft.votes.filter((vote) => !samePerson(vote.by, by)),
        { n, choice: event.choice, digest: event.digest, reason: event.reason, by, at },
      ]
      if (event.choice === 'reject' && isRejected(draft.votes, requester, decision))
        Object.assign(draft, { name: 'rejected', reason: event.reason })
      return undefined
    }
    case 'withdrawn':
      if (!['waiting', 'approved', 'cleared'].includes(draft.name)) return `the run is ${draft.name}`
      if (!samePerson(by, draft.requester)) return 'only the requester withdraws'
      draft.name = 'withdrawn'
      return undefined
    case 'released':
      if (draft.name !== 'approved') return `the run is ${draft.name}`
      if (!samePerson(by, draft.requester)) return 'only the requester lets it begin'
      draft.released = true
      return undefined
    case 'executing':
      return applyExecuting(draft, { by, event, at, decision: facts.decisionAt(at) })
    case 'abandoned': {
      if (!['executing', 'ready', 'failed'].includes(draft.name)) return `the run is ${draft.name}`
      const mayVote =
        draft.requester !== undefined && whyNoVote(by, draft.requester, facts.decisionAt(at)) === undefined
      if (!samePerson(by, draft.requester) && !mayVote) return 'only the requester or an approver abandons'
      Object.assign(draft, { name: 'abandoned', reason: event.reason })
      return undefined
    }
    default:
      return applyProgress(draft, stamped)
  }
}

const mayExecute = (by: Stamp, draft: Draft, { executeAs }: Decision): boolean => {
  const collects = draft.collecting && (draft.name === 'ready' || draft.name === 'failed')
  if (executeAs === 'requester' || collects) return samePerson(by, draft.requester)
  // The stamp of a service that runs as somebody: an API key's authentication, and no key of that user's own.
  return by.username === executeAs.service && by.authenticationType === 'API_KEY' && by.apiKeyId === undefined
}

interface Executing {
  by: Stamp
  event: ExecutingEvent
  at: string
  decision: Decision
}

const applyExecuting = (draft: Draft, { by, event, at, decision }: Executing): string | undefined => {
  if (!mayExecute(by, draft, decision)) return 'its author may not execute this run'
  const first = draft.name === 'approved' || draft.name === 'cleared'
  const again = draft.name === 'executing' || draft.name === 'failed' || draft.name === 'ready'
  if (!first && !again) return `the run is ${draft.name}`
  if (first && event.digest === undefined) return 'it does not say what it executes'
  if (first && decision.beginsByRequester && !draft.released) return 'its requester has not let it begin'
  if (first && !isWithin(decision.beginsWithin, new Date(at))) return 'policy lets it begin at other hours'
  if (event.attempt !== draft.attempt + 1) return `the next attempt is ${draft.attempt + 1}`
  Object.assign(draft, {
    name: 'executing',
    beganAt: draft.beganAt ?? at,
    attempt: event.attempt,
    executor: by,
    executorProcess: event.executor,
    waitsUntil: undefined,
    error: undefined,
  })
  return undefined
}

/** The events of whoever executes: step, ready, done, failed. */
const applyProgress = (draft: Draft, { event, by, at }: StampedEvent): string | undefined => {
  if (!('attempt' in event) || event.type === 'executing') return 'it is not an event of an attempt'
  if (draft.name !== 'executing') return `the run is ${draft.name}`
  if (event.attempt !== draft.attempt) return `attempt ${draft.attempt} has taken over`
  if (!samePerson(by, draft.executor)) return 'its author is not the executor'
  switch (event.type) {
    case 'step': {
      const known = draft.steps.get(event.name)
      const step: StepState = known ?? {
        begins: [],
        ended: false,
        result: undefined,
        waitingSince: undefined,
        beganAt: at,
        endedAt: undefined,
      }
      draft.waitsUntil = event.phase === 'wait' ? event.until : undefined
      draft.steps.set(event.name, {
        begins: event.phase === 'begin' ? [...step.begins, event.data ?? null] : step.begins,
        ended: step.ended || event.phase === 'end',
        result: event.phase === 'end' ? event.data : step.result,
        waitingSince: step.waitingSince ?? (event.phase === 'wait' ? at : undefined),
        beganAt: event.phase === 'begin' && !step.ended ? at : step.beganAt,
        endedAt: step.endedAt ?? (event.phase === 'end' ? at : undefined),
      })
      return undefined
    }
    case 'ready':
      Object.assign(draft, {
        name: 'ready',
        waitsFor: event.waitsFor,
        collecting: draft.collecting || event.waitsFor === 'collect',
      })
      return undefined
    case 'done':
      Object.assign(draft, { name: 'done', result: event.result, doneAt: at })
      return undefined
    case 'failed':
      Object.assign(draft, { name: 'failed', error: event.error })
      return undefined
  }
}
