import { z } from 'zod'
import type { Deps, Session } from '../deps.ts'
import { hasStatus, PatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'
import { type Asking, ensurePrivileges } from '../privileges/ensure-privileges.ts'
import type { Decision } from '../protocol/decision.ts'
import type { Plan } from '../protocol/plan.ts'
import { ensureReason, requestNeedsReason } from '../protocol/reasons.ts'
import { appendEvent } from '../run-log/append-event.ts'
import type { RequestedEvent } from '../run-log/event.ts'
import { countApprovers } from './count-approvers.ts'
import type { AnyOperation, Context, OperationDeps } from './define-operation.ts'
import { executeRun } from './execute-run.ts'
import { contextOf, findTarget, type LoadParts, question } from './load-run.ts'
import { maskInput, secretsIn } from './mask-secrets.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { allOf } from '../privileges/required.ts'
import { nearest } from '../lib/nearest.ts'
import { parseInput } from './parse-input.ts'
import { performCall } from './perform-call.ts'
import { decide } from './policy.ts'
import { readPolicy } from './read-policy.ts'
import { requiredFor } from './required-for.ts'
import { requireService } from './require-service.ts'
import { runBeforeSetup } from './run-before-setup.ts'
import { appendRuns } from './run-privileges.ts'
import type { Outcome, StepProgress } from './runs.ts'
import { createRuns } from './create-runs.ts'
import { summarise } from './summarise.ts'

export interface RunOptions {
  signal?: AbortSignal
  /** Why: shown to whoever decides. */
  reason?: string | undefined
  onStep?: ((step: StepProgress) => void) | undefined
  /** Stops after the plan: nothing is asked, changed or logged. */
  dryRun?: boolean
}

export type Answer =
  | Outcome
  /** `needs`: the privileges of whoever carries it out, in words. */
  | { state: 'planned'; plan: Plan; decision: Decision; needs: readonly string[] }

/** The one road that every call takes, from every front end. */
export interface Runner {
  operations: ReturnType<typeof summarise>
  run(session: Session, name: string, rawInput: unknown, options?: RunOptions): Promise<Answer>
  /** Answers an operation that needs no cluster (`offline` in its summary). */
  runOffline(name: string, rawInput: unknown): Answer
}

export const createRunner = (catalogue: readonly AnyOperation[], outside: Deps): Runner => {
  const operations = new Map(catalogue.map((operation) => [operation.name, operation]))
  const summaries = summarise(catalogue)
  const deps: OperationDeps = {
    ...outside,
    catalogue: summaries,
    // The approval operations reach the machinery through this: it needs the catalogue, which only the runner has.
    get runs() {
      return createRuns(parts)
    },
    operation: (name) => find(operations, name),
    privilegesOf: async (context, name, value) => {
      const operation = find(operations, name)
      // What makes an index acts on nothing that is there: it is asked about by the name that the index would get.
      const input = { [operation.target?.field ?? 'index']: value }
      const target = value === undefined ? undefined : await findTarget(operation, context, input)
      return requiredFor(operation, { input, target, cluster: context.cluster })
    },
  }
  const parts: LoadParts = { clock: outside.clock, operations, deps }

  return {
    operations: summaries,
    run: async (session, name, rawInput, options = {}) => {
      const operation = find(operations, name)
      const input = parseInput(operation, rawInput)
      const signal = options.signal ?? new AbortController().signal
      const context = { ...contextOf(session, signal), onStep: options.onStep }
      const target = await findTarget(operation, context, input)
      const asked = question(operation, { session, input, target })
      const required = requiredFor(operation, { input: asked.input, target, cluster: session.cluster })
      const asking = { operation, required, target: asked.label, about: madeIndex(operation, asked.input) }
      await orWhatIsMissing(session, asking, () => operation.validate?.(deps)(context, asked.input, target))

      if (operation.risk === 'read' || operation.unlogged === true) {
        await ensurePrivileges(session, asking)
        return readOutcome(
          await operation.run(deps)(unlogged(parts, context), asked.input, target),
          operation,
        )
      }

      const call = { parts, session, operation, asked, asking, target, context, options }
      if (operation.beforeSetup === true) {
        await ensurePrivileges(session, asking)
        if (options.dryRun === true)
          return { state: 'planned', plan: await planOf(call), decision: free, needs: needsOf(call) }
        return runBeforeSetup(parts, { session, operation, input: asked.input, signal })
      }
      return changeSomething(call)
    },
    runOffline: (name, rawInput) => {
      const operation = find(operations, name)
      const input = parseInput(operation, rawInput)
      if (operation.offline !== undefined) return readOutcome(operation.offline(input), operation)
      throw new PatchbayError('input.invalid', `${name} needs a cluster.`, {
        next: 'Sign in to one: `patchbay login`.',
      })
    },
  }
}

const named = z.looseObject({ index: z.string() })

/** The index that an operation without a target names. */
const madeIndex = ({ target }: AnyOperation, input: unknown): string | undefined =>
  target === undefined ? named.safeParse(input).data?.index : undefined

/** A look that is refused while the input is checked is told as what the whole operation lacks. */
const orWhatIsMissing = async (
  session: Session,
  asking: Asking,
  look: () => Promise<void> | undefined,
): Promise<void> => {
  try {
    await look()
  } catch (error) {
    if (hasStatus(error, 403)) await ensurePrivileges(session, asking)
    throw error
  }
}

interface Call {
  parts: LoadParts
  session: Session
  operation: AnyOperation
  asked: ReturnType<typeof question>
  asking: Asking
  target: unknown
  context: Context
  options: RunOptions
}

const free = decide([], { operation: '', risk: 'routine', facts: {}, at: new Date(0) })

const needsOf = ({ asking }: Call): string[] => [...new Set(privilegeWords(allOf(asking.required)))]

const planOf = async ({ parts, operation, context, asked, target }: Call): Promise<Plan> =>
  operation.plan === undefined
    ? { headline: operation.title, changes: [] }
    : operation.plan(parts.deps)(context, asked.input, target)

/** Policy, privileges, plan; then the request stands in the log, and is executed at once or waits for votes. */
const changeSomething = async (call: Call): Promise<Answer> => {
  const { parts, session, operation, asked, target, options } = call
  const decision = await decisionOf(call)
  // Whoever executes needs the rights: where a service does, the one who asks only writes the request.
  if (decision.executeAs === 'requester') await ensurePrivileges(session, call.asking)
  else {
    await ensurePrivileges(session, { ...call.asking, required: appendRuns })
    await requireService(session, decision.executeAs.service)
  }
  const plan = await planOf(call)
  const idle = operation.skipsEmpty === true && plan.changes.length === 0
  if (options.dryRun === true || idle) return { state: 'planned', plan, decision, needs: needsOf(call) }
  if (requestNeedsReason({ ...decision, risk: operation.risk }))
    ensureReason(options.reason, { why: 'others decide about this by what they are told' })

  const run = parts.deps.ids.ulid()
  const event: RequestedEvent = {
    type: 'requested',
    operation: operation.name,
    version: operation.version,
    input: maskInput(asked.input),
    digest: asked.digest,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(operation.target === undefined ? {} : { targetId: operation.target.id(target) }),
    ...(asked.label === undefined ? {} : { targetLabel: asked.label }),
  }
  const { seenAtOnce } = operation
  if ((await appendEvent(session.es, { run, n: 1, event, seenAtOnce })) === 'taken') {
    throw new PatchbayError('run.void', 'The run log already has a run of this number.', {
      run,
      next: 'Try again.',
    })
  }
  const secrets = secretsIn(asked.input)
  if (decision.decision === 'ask')
    return { state: 'waiting', run, plan, decision, needs: needsOf(call), missing: Object.keys(secrets) }
  if (decision.executeAs !== 'requester') return { state: 'executing', run }
  const { signal, onStep } = call.context
  return executeRun({ parts, session, options: { mode: 'execute', signal, onStep, secrets } }, run)
}

const decisionOf = async ({ parts, session, operation, asked }: Call): Promise<Decision> => {
  const versions = await readPolicy(session.es)
  const newest = versions.at(-1) ?? versions[0]
  const rules = [...newest.policy.rules, ...session.cluster.stricter]
  const about = {
    operation: operation.name,
    risk: operation.risk,
    facts: asked.facts,
    at: parts.clock.now(),
  }
  const decision = decide(rules, about)
  if (decision.decision === 'refuse') {
    const byPolicy = decide(newest.policy.rules, about).decision === 'refuse'
    throw new PatchbayError(
      'policy.refused',
      byPolicy
        ? `Policy version ${newest.n} refuses ${operation.name} here.`
        : `The configuration of "${session.cluster.name}" here refuses ${operation.name}; the policy of the cluster does not.`,
      {
        next: byPolicy
          ? '`patchbay policy get` shows the rules; an administrator can change them.'
          : 'Its rules under "stricter" say so: `patchbay policy get` shows them.',
      },
    )
  }
  if (decision.decision === 'ask')
    await enoughApprovers(session, decide(rules, { ...about, waited: Infinity }))
  return decision
}

const enoughApprovers = async (session: Session, decision: Decision): Promise<void> => {
  const others = await countApprovers(session, session.actor.username, decision)
  if (others === undefined || others >= decision.votes) return
  const people = others === 0 ? 'nobody else' : `only ${others} other${others === 1 ? '' : 's'}`
  throw new PatchbayError(
    'policy.too-few-approvers',
    `Policy asks for ${decision.votes} vote${decision.votes === 1 ? '' : 's'}, and ${people} could give one.`,
    {
      next: `Give somebody ${decision.approvers.flat().join(' or ')}, or, alone on a cluster, set a policy that says now.`,
    },
  )
}

const unlogged = (parts: LoadParts, context: Context) => {
  const refuse = () => Promise.reject(new Error('An operation that writes no log has no steps.'))
  const run = { ...context, run: '', attempt: 0, step: refuse, wait: refuse }
  return {
    ...run,
    call: <Result>(name: string, input: unknown, of?: string) =>
      performCall<Result>(parts, { ...run, call: refuse }, { name, input, of }),
  }
}

/** `approval.*` operations that carry another run further hand back that run's own outcome. */
const readOutcome = (result: unknown, operation: AnyOperation): Outcome =>
  operation.carriesOutcome === true
    ? (result as Outcome)
    : { state: 'read', result: (result ?? null) as Json }

const find = (operations: ReadonlyMap<string, AnyOperation>, name: string): AnyOperation => {
  const operation = operations.get(name)
  if (operation !== undefined) return operation
  const close = nearest(name, [...operations.keys()])
  throw new PatchbayError('input.unknown-operation', `There is no operation "${name}".`, {
    next: close === undefined ? '`patchbay` lists them all.' : `Did you mean ${close}?`,
  })
}
