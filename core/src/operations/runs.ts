import type { Session } from '../deps.ts'
import type { Decision } from '../protocol/decision.ts'
import type { Plan } from '../protocol/plan.ts'
import type { Risk } from '../protocol/policy.ts'
import type { Beginning } from './beginning.ts'
import type { RunState } from '../run-log/fold.ts'
import type { RunLog } from '../run-log/read-run-log.ts'
import type { Required } from '../privileges/required.ts'
import type { Secret } from '../secrets/secret.ts'

/** A run as its log and a fresh look at its target tell it: nothing in it rests on the requester's word alone. */
export interface LoadedRun {
  id: string
  state: RunState
  operation: { name: string; title: string }
  risk: Risk
  input: unknown
  target: unknown
  targetLabel: string | undefined
  /** Events in the log, void ones included: what was read later has as many, or more. */
  length: number
  /** Policy in force now. */
  decision: Decision
  /** What an approved run still waits for before it may begin. */
  beginning: Beginning
  /** The digest of operation, input and the basis as it is now. */
  digest: string
  /** True when the basis is no longer what was asked about: nobody can vote for it any more. */
  changed: boolean
  required: Required
  /** How many steps it has in all, where that is known. */
  stepsInAll: number | undefined
  /** Paths of sensitive input that the log doesn't have and nobody gave. */
  missing: readonly string[]
  plan(): Promise<Plan>
}

export type Outcome =
  | { state: 'read'; result: unknown }
  | { state: 'done'; run: string; result: unknown }
  /** `missing`: paths of secrets in its input, which no log keeps and its requester gives again when it is executed. */
  | {
      state: 'waiting'
      run: string
      plan: Plan
      decision: Decision
      /** The privileges of whoever carries it out, in words. */
      needs: readonly string[]
      missing: readonly string[]
    }
  /** Left for later: another executor is at it, or it waits until then. */
  | { state: 'executing'; run: string; until?: string | undefined }
  /** The requester collects the key, or types the input that isn't stored. */
  | { state: 'ready'; run: string; missing: readonly string[] }

/** What the approval operations need of the machinery. */
export interface Runs {
  /** `log`: what somebody has just read of it. */
  load(session: Session, run: string, log?: RunLog): Promise<LoadedRun>
  vote(
    session: Session,
    run: string,
    vote: { choice: 'approve' | 'reject'; reason?: string; digest?: string },
  ): Promise<LoadedRun>
  /** Lets an approved run begin, where policy leaves that to its requester. */
  release(session: Session, run: string): Promise<LoadedRun>
  withdraw(session: Session, run: string, reason?: string): Promise<LoadedRun>
  abandon(session: Session, run: string, reason?: string): Promise<LoadedRun>
  /** Executes, resumes or collects, whichever the state allows; `secrets` are sensitive values typed again. */
  execute(session: Session, run: string, options: ExecuteOptions): Promise<Outcome>
}

export interface ExecuteOptions {
  mode: 'execute' | 'resume' | 'collect'
  signal: AbortSignal
  onStep?: ((step: StepProgress) => void) | undefined
  /** Sensitive values by dotted path of the input. */
  secrets?: Readonly<Record<string, Secret>> | undefined
}

export interface StepProgress {
  run: string
  operation: string
  name: string
  phase: 'begin' | 'end' | 'wait'
  /** Which it is, counted from 1. */
  number: number
  /** Of how many, where that is known. */
  inAll: number | undefined
}
