import type { Session } from '../deps.ts'
import { ElasticsearchError, PatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'
import { appendEvent } from '../run-log/append-event.ts'
import type { RunEvent } from '../run-log/event.ts'
import type { StepState } from '../run-log/fold.ts'
import type { RunContext, RunStep } from './define-operation.ts'
import type { MachineRun } from './load-run.ts'
import { maskSecrets } from './mask-secrets.ts'
import type { StepProgress } from './runs.ts'

/** Ends an attempt without ending the run: any executor goes on at that time. */
export class Waiting extends Error {
  readonly until: string

  constructor(until: string) {
    super(`waits until ${until}`)
    this.until = until
  }
}

export interface AttemptOptions {
  session: Session
  run: MachineRun
  /** This process's name for the attempt. */
  process: string
  now: () => Date
  reload: () => Promise<MachineRun>
  onStep?: ((step: StepProgress) => void) | undefined
}

/** One attempt at a run: it owns the next number in the log for as long as nobody writes a later attempt. */
export interface Attempt {
  number: number
  begin(): Promise<void>
  step: RunStep
  wait: RunContext['wait']
  finish(event: FinishEvent): Promise<void>
}

export type FinishEvent =
  | { type: 'ready'; waitsFor: 'collect' | 'input' }
  | { type: 'done'; result: Json }
  | { type: 'failed'; error: { code: string; message: string } }

const takenOver = (run: string): PatchbayError =>
  new PatchbayError(
    'run.taken-over',
    'Another process has taken this run over; this one stopped before doing more.',
    {
      run,
      next: `See \`patchbay approval get ${run}\`.`,
    },
  )

export const createAttempt = (options: AttemptOptions): Attempt => {
  const { session, process, onStep } = options
  const number = options.run.state.attempt + 1
  const run = options.run.id
  let { length } = options.run
  let steps: ReadonlyMap<string, Omit<StepState, 'beganAt' | 'endedAt'>> = options.run.state.steps

  /**
   * Writes the next event. The number may be taken by something void, which changes nothing, by another attempt, which
   * ends this one, or by this very event, when its answer was lost.
   */
  const append = async (event: RunEvent, isMine: (fresh: MachineRun) => boolean): Promise<void> => {
    for (;;) {
      const outcome = await appendEvent(session.es, { run, n: length + 1, event }).catch((error: unknown) => {
        if (error instanceof ElasticsearchError && error.status === 0) return 'unknown'
        throw error
      })
      length += 1
      if (outcome === 'appended') return
      const fresh = await options.reload()
      const mine = fresh.state.attempt === number && fresh.state.executorProcess === process
      if (mine && isMine(fresh)) {
        length = fresh.length
        return
      }
      const mayGoOn = mine
        ? fresh.state.name === 'executing'
        : event.type === 'executing' && fresh.state.attempt < number
      if (!mayGoOn) throw takenOver(run)
      length = fresh.length
    }
  }

  const appendStep = (
    name: string,
    phase: 'begin' | 'end' | 'wait',
    rest: { data?: Json; until?: string },
  ) => {
    onStep?.({
      run,
      operation: options.run.operation.name,
      name,
      phase,
      number: [...steps.values()].filter(({ ended }) => ended).length + 1,
      inAll: options.run.stepsInAll,
    })
    return append({ type: 'step', attempt: number, name, phase, ...rest }, ({ state }) => {
      const step = state.steps.get(name)
      if (phase === 'end') return step?.ended === true
      if (phase === 'wait') return state.waitsUntil === rest.until
      return (step?.begins.length ?? 0) > (steps.get(name)?.begins.length ?? 0)
    })
  }

  const remember = (name: string, earlier: readonly Json[], result: Json): void => {
    steps = new Map([...steps, [name, { begins: earlier, ended: true, result, waitingSince: undefined }]])
  }

  return {
    number,
    begin: () =>
      append(
        { type: 'executing', attempt: number, executor: process, digest: options.run.digest },
        () => true,
      ),
    step: async (name, { choose, run: perform }) => {
      const known = steps.get(name)
      // The log is JSON that a step of this name and version wrote, so it has the step's own type.
      if (known?.ended === true) return known.result as Awaited<ReturnType<typeof perform>>
      const chosen = choose === undefined ? null : await choose()
      await appendStep(name, 'begin', { data: chosen })
      const earlier = known?.begins ?? []
      const result = await perform(
        chosen as Parameters<typeof perform>[0],
        earlier as Parameters<typeof perform>[1],
      )
      const data = maskSecrets(result)
      await appendStep(name, 'end', { data })
      remember(name, earlier, data)
      return result
    },
    wait: async (name, { every, limit, check }) => {
      const known = steps.get(name)
      if (known?.ended === true) return
      const waited =
        known?.waitingSince === undefined ? 0 : options.now().getTime() - Date.parse(known.waitingSince)
      if (waited >= limit || (await check())) {
        await appendStep(name, 'end', { data: { waitedMs: waited } })
        return remember(name, [], { waitedMs: waited })
      }
      const until = new Date(options.now().getTime() + every).toISOString()
      await appendStep(name, 'wait', { until })
      throw new Waiting(until)
    },
    finish: (event) => {
      const expected = event.type
      return append({ ...event, attempt: number }, ({ state }) => state.name === expected)
    },
  }
}
