import type { Answer, Runner, Session } from '@patchbay/core'
import type { SampleDatabase } from '../start-postgresql.ts'
import type { ShowStep } from '../show-step.ts'

/** What every step of the road may use. */
export interface Road {
  core: Runner
  ada: Session
  grace: Session
  elastic: Session
  database: SampleDatabase
  show: ShowStep
  signal: AbortSignal
  /** Gives the worker the key of a self-managed connector, as its keys file would. */
  giveKeyToWorker(connector: string, encoded: string): void
}

/** The connector as the road knows it. */
export interface Made {
  id: string
  index: string
}

/** The result of a call that must have been done. */
export const resultOf = (answer: Answer): unknown => {
  if (answer.state === 'done' || answer.state === 'read') return answer.result
  throw new Error(`This call should be done and is ${answer.state}.`)
}

/** The run of a call that must wait for a decision. */
export const waitingRun = (answer: Answer): string => {
  if (answer.state === 'waiting') return answer.run
  throw new Error(`This call should wait for approval and is ${answer.state}.`)
}
