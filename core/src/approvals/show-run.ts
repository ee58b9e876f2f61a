import { maskSecrets } from '../operations/mask-secrets.ts'
import type { LoadedRun } from '../operations/runs.ts'
import type { Required } from '../privileges/required.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'
import { hoursWords } from '../protocol/policy-hours.ts'
import type { Plan } from '../protocol/plan.ts'
import { nextSync } from '../protocol/next-sync.ts'
import { keyOutcome } from './key-outcome.ts'
import { undoWords } from './undo-words.ts'

/** A run as front ends show it: JSON, without secrets. */
export interface ShownRun {
  run: string
  /** How many events its log has: of two looks at it the one with more is the newer. */
  version: number
  state: string
  operation: string
  title: string
  risk: string
  target: string | null
  requester: string | null
  requestedAt: string | null
  reason: string | null
  votesNeeded: number
  /** How many people end it by rejecting it. */
  rejectionsNeeded: number
  /** Whether votes through a service, such as the Slack bot, don't count. */
  signedIn: boolean
  /** Null: its requester; else the user as whom a service does it. */
  executeAs: string | null
  approvers: readonly (readonly string[])[]
  /** From when on others may vote as well, while nobody has decided. */
  escalates: { at: string; approvers: readonly string[] }[]
  votes: { by: string; choice: string; reason: string | null; at: string; counts: boolean }[]
  decideBy: string | null
  executeBy: string | null
  /** When it begins once it is approved, where that is not at once. */
  begins: { byRequester: boolean; within: readonly string[] }
  /** Approved: from when on policy lets it begin; null where it may now. */
  opensAt: string | null
  changed: boolean
  digest: string
  attempt: number
  /** Milliseconds that each took, where it has ended. */
  steps: { name: string; ended: boolean; tookMs: number | null }[]
  /** How many there are in all, where that is known. */
  stepsInAll: number | null
  /** Milliseconds from the beginning of its first attempt until it was done. */
  tookMs: number | null
  /** Done: how it is undone, or that it can't be. */
  undo: string | null
  /** What it came to, where its steps alone don't say that. */
  outcome: string[]
  /** Done: when its connector syncs next by its schedules. */
  nextSync: string | null
  waitsUntil: string | null
  waitsFor: string | null
  /** Privileges of whoever carries it out, such as `manage_api_key on the cluster`. */
  needs: readonly string[]
  /** Paths of sensitive input that its requester gives before it can go on. */
  missing: readonly string[]
  error: { code: string; message: string } | null
  result: unknown
  void: readonly { n: number; why: string }[]
}

const needsOf = ({ cluster, index }: Required): string[] => [
  ...(cluster.length === 0 ? [] : [`${[...new Set(cluster)].join(', ')} on the cluster`]),
  ...index.map(({ names, privileges }) => `${privileges.join(', ')} on ${names.join(', ')}`),
]

/** Those that come before the deadline; said the same before and after, so that no message of a run goes stale. */
const escalationsOf = ({ state, decision }: LoadedRun): ShownRun['escalates'] => {
  const { name, requestedAt, decideBy } = state
  if (name !== 'waiting' || requestedAt === undefined || decideBy === undefined) return []
  const asked = Date.parse(requestedAt)
  return decision.escalations
    .toSorted((a, b) => a.afterMs - b.afterMs)
    .filter(({ afterMs }) => asked + afterMs < Date.parse(decideBy))
    .map(({ afterMs, approvers }) => ({ at: new Date(asked + afterMs).toISOString(), approvers }))
}

/** Told once, when it was done: the same for whoever looks later, so that no message goes stale. */
const nextSyncAfter = (connector: Connector, doneAt: string | undefined): string | null =>
  doneAt === undefined ? null : (nextSync(connector, new Date(doneAt))?.toISOString() ?? null)

export const showRun = (loaded: LoadedRun): ShownRun => {
  const { state, operation, decision } = loaded
  const connector = connectorSchema.safeParse(loaded.target).data
  return {
    run: loaded.id,
    version: loaded.length,
    state: state.name,
    operation: operation.name,
    title: operation.title,
    risk: loaded.risk,
    target: loaded.targetLabel ?? null,
    requester: state.requester?.username ?? null,
    requestedAt: state.requestedAt ?? null,
    reason: state.requested?.reason ?? null,
    votesNeeded: decision.votes,
    rejectionsNeeded: decision.rejections,
    signedIn: decision.signedIn,
    executeAs: decision.executeAs === 'requester' ? null : decision.executeAs.service,
    approvers: decision.approvers,
    escalates: escalationsOf(loaded),
    votes: state.votes.map(({ by, choice, reason, at, digest }) => ({
      by: by.username,
      choice,
      reason: reason ?? null,
      at,
      counts: choice === 'reject' || state.attempt > 0 || digest === loaded.digest,
    })),
    decideBy: state.decideBy ?? null,
    executeBy: state.executeBy ?? null,
    begins: { byRequester: decision.beginsByRequester, within: decision.beginsWithin.map(hoursWords) },
    opensAt: loaded.beginning.opensAt?.toISOString() ?? null,
    changed: loaded.changed,
    digest: loaded.digest,
    attempt: state.attempt,
    steps: [...state.steps].map(([name, { ended, beganAt, endedAt }]) => ({
      name,
      ended,
      tookMs: endedAt === undefined ? null : Date.parse(endedAt) - Date.parse(beganAt),
    })),
    stepsInAll: loaded.stepsInAll ?? null,
    tookMs:
      state.beganAt === undefined || state.doneAt === undefined
        ? null
        : Date.parse(state.doneAt) - Date.parse(state.beganAt),
    undo: state.name === 'done' ? undoWords({ name: operation.name, risk: loaded.risk }) : null,
    outcome: keyOutcome({ operation: operation.name, state, connector: connector?.id }),
    nextSync: connector === undefined ? null : nextSyncAfter(connector, state.doneAt),
    waitsUntil: state.waitsUntil ?? null,
    waitsFor: loaded.beginning.needsStart ? 'start' : (state.waitsFor ?? null),
    needs: needsOf(loaded.required),
    missing: loaded.missing,
    error: state.error ?? null,
    result: maskSecrets(state.result),
    void: state.void,
  }
}

export interface ShownRunWithPlan extends ShownRun {
  plan: Plan | null
}
