import type { Clock, Session } from '../deps.ts'
import type { Decision } from '../protocol/decision.ts'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { fold } from '../run-log/fold.ts'
import { readRunLog, type RunLog } from '../run-log/read-run-log.ts'
import type { RequestedEvent } from '../run-log/event.ts'
import type { Secret } from '../secrets/secret.ts'
import { beginningOf } from './beginning.ts'
import type { AnyOperation, Context, OperationDeps, TargetFacts } from './define-operation.ts'
import { digest } from './digest.ts'
import { fillSecrets, maskInput } from './mask-secrets.ts'
import { parseInput } from './parse-input.ts'
import { decide } from './policy.ts'
import { policyAt, readPolicy } from './read-policy.ts'
import { requiredFor } from './required-for.ts'
import type { LoadedRun } from './runs.ts'

/** A loaded run with what only the machinery needs. */
export interface MachineRun extends LoadedRun {
  operation: AnyOperation
  /** What policy says now of another call. */
  decisionAbout(about: { operation: Pick<AnyOperation, 'name' | 'risk'>; facts: TargetFacts }): Decision
}

export interface LoadOptions {
  session: Session
  run: string
  signal: AbortSignal
  /** Its log, where it was read already. */
  log?: RunLog | undefined
  secrets?: Readonly<Record<string, Secret>> | undefined
}

export interface LoadParts {
  clock: Clock
  operations: ReadonlyMap<string, AnyOperation>
  deps: OperationDeps
}

const notARun = (run: string): PatchbayError =>
  new PatchbayError('target.not-found', `There is no run "${run}".`, {
    field: 'run',
    next: '`patchbay approval list` shows the open ones, `patchbay audit list` all of them.',
  })

/** The target's id takes the place of the name that was typed, so that a vote is for one thing and not for a name. */
const withTarget = (input: unknown, operation: AnyOperation, target: unknown): unknown =>
  operation.target === undefined ||
  operation.target.keepsField === true ||
  typeof input !== 'object' ||
  input === null
    ? input
    : { ...input, [operation.target.field]: operation.target.id(target) }

/** Finds what an operation acts on, by the input's own field. */
export const findTarget = async (
  operation: AnyOperation,
  context: Context,
  input: unknown,
): Promise<unknown> => {
  const kind = operation.target
  if (kind === undefined) return undefined
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, kind.field) : undefined
  if (typeof value !== 'string' || value === '') {
    throw new PatchbayError('input.invalid', `${kind.field}: name the ${kind.noun}.`, { field: kind.field })
  }
  return kind.find(context, value)
}

interface Call {
  session: Session
  input: unknown
  target: unknown
}

/** What an operation is asked to do to what: the same for the requester, each voter and each executor. */
export const question = (operation: AnyOperation, { session, input, target }: Call) => {
  const resolved = withTarget(input, operation, target)
  const guarded = operation.protect === undefined ? resolved : operation.protect(resolved, target)
  return {
    input: guarded,
    facts: operation.target?.facts(target) ?? {},
    label: operation.target?.label(target),
    digest: digest({
      cluster: session.cluster.uuid,
      operation: operation.name,
      version: operation.version,
      input: maskInput(guarded),
      basis: operation.basis?.(target) ?? null,
    }),
  }
}

export const contextOf = (session: Session, signal: AbortSignal): Context => ({
  actor: session.actor,
  cluster: session.cluster,
  es: session.es,
  session,
  signal,
})

/**
 * Reads a run and looks afresh at everything that it is about.
 * @throws PatchbayError `target.not-found` when there is no such run, or what it acts on is gone.
 */
export const loadRun = async (
  parts: LoadParts,
  { session, run, signal, log: known, secrets = {} }: LoadOptions,
): Promise<MachineRun> => {
  const log = known ?? (await readRunLog(session.es, run))
  const first = log.events[0]
  if (first === undefined || first.event.type !== 'requested') throw notARun(run)
  const requested = first.event
  const operation = operationOf(parts, requested)
  const versions = await readPolicy(session.es)

  const context = contextOf(session, signal)
  const filled = fillSecrets(requested.input, secrets)
  const input = parseInput(operation, filled.input)
  const began = log.events.some(({ event }) => event.type === 'executing')
  const target = await findTarget(operation, context, input).catch((error: unknown) => {
    const gone = began && isPatchbayError(error) && error.code === 'target.not-found'
    const { targetId, targetLabel } = requested
    if (!gone || targetId === undefined || operation.target?.gone === undefined) throw error
    return operation.target.gone(targetId, targetLabel ?? targetId)
  })
  const asked = question(operation, { session, input, target })

  const requestedAt = Date.parse(first.at)
  const decisionFor = (about: Pick<AnyOperation, 'name' | 'risk'>, facts: TargetFacts, at: string) =>
    decide([...policyAt(versions, at).policy.rules, ...session.cluster.stricter], {
      operation: about.name,
      risk: about.risk,
      facts,
      at: new Date(at),
      waited: Date.parse(at) - requestedAt,
    })
  const decisionAt = (at: string) => decisionFor(operation, asked.facts, at)
  const now = parts.clock.now()
  const decision = decisionAt(now.toISOString())
  const state = fold(log.events, { now, decisionAt, digestNow: asked.digest })
  return {
    id: run,
    state,
    operation,
    risk: operation.risk,
    input: asked.input,
    target,
    targetLabel: asked.label,
    decision,
    beginning: beginningOf(state, decision, now),
    digest: asked.digest,
    changed: state.attempt === 0 && asked.digest !== requested.digest,
    stepsInAll: operation.stepsInAll?.(asked.input, target),
    required: requiredFor(operation, { input: asked.input, target, cluster: session.cluster }),
    plan: async () => {
      if (operation.plan === undefined) return { headline: operation.title, changes: [] }
      return operation.plan(parts.deps)(context, asked.input, target)
    },
    decisionAbout: ({ operation: about, facts }) => decisionFor(about, facts, now.toISOString()),
    length: log.length,
    missing: filled.missing,
  }
}

const operationOf = ({ operations }: LoadParts, event: RequestedEvent): AnyOperation => {
  const operation = operations.get(event.operation)
  if (operation === undefined || operation.version !== event.version) {
    throw new PatchbayError(
      'input.unknown-operation',
      `This Patchbay does not know ${event.operation} version ${event.version}.`,
      { next: 'Use the version of Patchbay that the request was made with, or ask again with this one.' },
    )
  }
  return operation
}
