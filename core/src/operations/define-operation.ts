import type { Client } from '@elastic/elasticsearch'
import type { z } from 'zod'
import type { Cluster, Deps, Session } from '../deps.ts'
import type { Json } from '../lib/json.ts'
import type { Actor } from '../protocol/actor.ts'
import type { Plan } from '../protocol/plan.ts'
import type { Risk } from '../protocol/policy.ts'
import type { Required } from '../privileges/required.ts'
import type { Runs, StepProgress } from './runs.ts'

/** What an operation is handed beside its input: who acts where, and the ways to leave traces. */
export interface Context {
  actor: Actor
  cluster: Cluster
  /** Acts with the rights of whoever executes; for a read or a plan, of whoever looks. */
  es: Client
  session: Session
  signal: AbortSignal
  /** Where the front end hears of each step. */
  onStep?: ((step: StepProgress) => void) | undefined
}

/** The context of a call that changes something: everything is written inside a step. */
export interface RunContext extends Context {
  /** The run's id, for metadata by which orphans are found. */
  run: string
  /** Counts the attempts at this run: what must be done anew in each (a key that is shown once) has it in its step's name. */
  attempt: number
  step: RunStep
  /**
   * Goes on when `check` says so. While it doesn't, the run is left in the log as waiting until then and any executor
   * takes it up; after `limit` milliseconds since the first look it goes on anyway. Returns what it waited for.
   */
  wait(name: string, options: { every: number; limit: number; check: () => Promise<boolean> }): Promise<void>
  /**
   * Calls another operation under the same run; its steps are written as `<name>/<step>`, or `<name>/<of>/<step>` where
   * the same operation is called for several things.
   */
  call<Result>(name: string, input: unknown, of?: string): Promise<Result>
}

export interface Step<Chosen extends Json, Result extends Json> {
  /** What is decided before anything happens (ids, names): written to the log first. Never a secret. */
  choose?: () => Chosen | Promise<Chosen>
  /**
   * Does it. `earlier` are the choices of attempts that began this step and never ended it, oldest first: whatever
   * they left is undone or finished here. Its result is written to the log: never a secret.
   */
  run: (chosen: Chosen, earlier: readonly Chosen[]) => Promise<Result>
}

/** Does a step once per run: when the log has its end, the logged result comes back and nothing is done. */
export type RunStep = <Chosen extends Json, Result extends Json>(
  name: string,
  step: Step<Chosen, Result>,
) => Promise<Result>

/** What an operation acts on. */
export interface TargetKind<Target> {
  /** The noun, as people read it: `connector`. */
  noun: string
  /** The input field that names it; a name or an index is looked up and replaced by the id. */
  field: string
  find(context: Context, value: string): Promise<Target>
  /**
   * What stands in for a target that is gone, when a run that began goes on (a delete that was stopped half-way): only
   * its id and label are known, the rest comes from the results of the steps that are done.
   */
  gone?(id: string, label: string): Target
  id(target: Target): string
  label(target: Target): string
  /** True where the field says more than which target it is, so that it stays as it was given. */
  keepsField?: boolean
  /** What policy rules match by. */
  facts(target: Target): TargetFacts
}

export interface TargetFacts {
  connectorId?: string
  connectorName?: string
  serviceType?: string
}

/** The part of the machinery and of the outside that an operation may take; each takes `Pick<OperationDeps, ...>`. */
export interface OperationDeps extends Deps {
  runs: Runs
  catalogue: readonly OperationSummary[]
  /** An operation by its name, for one that is made of others. */
  operation(name: string): AnyOperation
  /** What an operation, by name, needs for a target (undefined: for any). */
  privilegesOf(context: Context, operation: string, target: string | undefined): Promise<Required>
}

/** Everything that a user can do is one of these: one value in one file. */
export interface Operation<Input = unknown, Target = unknown, Result = unknown> {
  /** `noun.verb`: run log, policy, CLI, Slack and VS Code all use it. Never changes. */
  name: string
  /** Goes up when the meaning of the input or of the steps changes. */
  version: number
  title: string
  /** One sentence for help texts. */
  summary: string
  risk: Risk
  /** True for `approval.*`: they append to the run that they name and are no runs of their own. */
  unlogged?: boolean
  /** True for those of them that go on with a run: their result is that run's own Outcome. */
  carriesOutcome?: boolean
  /** True for `cluster.setup`: works before there is a run log or a policy, and writes its run at the end. */
  beforeSetup?: boolean
  /** True where a search must find the request once the call has returned: it waits for the next refresh. */
  seenAtOnce?: boolean
  /** True where the result holds a Secret that is shown once and must be revealed by the front end. */
  delivers?: boolean
  input: z.ZodType<Input>
  target?: TargetKind<Target>
  /** What the plan rests on; a vote is for exactly this. Never last_*, status, error, last_seen, sync_cursor. */
  basis?: (target: Target) => Json
  /** True where a plan without changes means that all is so already: then nothing is asked for or done. */
  skipsEmpty?: boolean
  /** Wraps values that must not be logged in Secret, once the target says which they are. */
  protect?: (input: Input, target: Target) => Input
  /** Checks that need the target, before anything is asked or logged. Throws PatchbayErrors with the field. */
  validate?: (deps: OperationDeps) => (context: Context, input: Input, target: Target) => Promise<void>
  privileges: (input: Input, target: Target, cluster: Cluster) => Required
  /** The whole of an operation that needs no cluster and no login: what it knows is in this program. */
  offline?: (input: Input) => Result
  /** Reads only. Every operation that changes something has one. */
  plan?: (deps: OperationDeps) => (context: Context, input: Input, target: Target) => Promise<Plan>
  run: (deps: OperationDeps) => (context: RunContext, input: Input, target: Target) => Promise<Result>
  /** How many steps it always has, where that is known before: people read how far it is. */
  stepsInAll?: (input: Input, target: Target) => number | undefined
  /**
   * The second half of an operation that hands a new key to its requester: when there is one, `run` ends at `ready`
   * and this runs each time that the requester collects, until it ends. Its result is shown once, and not logged.
   */
  collect?: (deps: OperationDeps) => (context: RunContext, input: Input, target: Target) => Promise<Result>
  /** Whether `run` ends at `ready` for this target; by default whenever there is a `collect`. */
  collects?: (input: Input, target: Target) => boolean
}

/** What front ends may know of an operation. */
export interface OperationSummary {
  name: string
  noun: string
  verb: string
  title: string
  summary: string
  risk: Risk
  delivers: boolean
  /** True where it needs no session: `Runner.runOffline` answers it. */
  offline: boolean
  /** True where there is a plan to show first, and perhaps to decide about. */
  plans: boolean
  input: z.ZodType
  target: string | undefined
}

/** Gives an operation its types; the runner's list holds operations whose types nobody needs any more. */
export const defineOperation = <Input, Target = undefined, Result = unknown>(
  operation: Operation<Input, Target, Result>,
): AnyOperation => operation as unknown as AnyOperation

/** An operation in the catalogue: its input has been parsed by its own schema before its functions see it. */
export type AnyOperation = Operation<unknown, unknown, unknown>
