import type { Session } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'
import type { Runner } from '../operations/create-runner.ts'
import type { StepProgress } from '../operations/runs.ts'
import type { Rests } from './rests.ts'

export interface CarryOnParts {
  core: Runner
  signal: AbortSignal
  rests: Rests
  log(problem: string, error: unknown): void
  onStep(step: StepProgress): void
  onRun(run: string): void
}

export interface CarryOn {
  /** Begins to execute a run as `session`, unless this process is at it. */
  begin(session: Session, run: string): void
  /** Resolves when nothing is being executed any more. */
  finished(): Promise<void>
}

/** No failure of this service: another executor was first, or it isn't time yet. */
const notOurs = new Set(['approval.state', 'run.taken-over', 'run.void'])

export const createCarryOn = ({ core, signal, rests, log, onStep, onRun }: CarryOnParts): CarryOn => {
  const busy = new Map<string, Promise<void>>()
  const execute = async (session: Session, run: string): Promise<void> => {
    try {
      await core.run(session, 'approval.execute', { run }, { signal, onStep })
    } catch (error) {
      // What stopped the run stands in its log.
      const expected = signal.aborted || (isPatchbayError(error) && notOurs.has(error.code))
      if (!expected) {
        rests.rest(run)
        log(`The run ${run} stopped.`, error)
      }
    } finally {
      busy.delete(run)
      onRun(run)
    }
  }
  return {
    begin: (session, run) => {
      if (!busy.has(run) && !signal.aborted) busy.set(run, execute(session, run))
    },
    finished: async () => {
      await Promise.all(busy.values())
    },
  }
}
