import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { personKey } from '../protocol/actor.ts'
import { type LoadParts, loadRun, type MachineRun } from './load-run.ts'
import type { ExecuteOptions } from './runs.ts'

/** How long a silent attempt is left alone before another may take its run over: milliseconds of the observer's clock. */
const silentTerm = 60_000

/** Who executes, with what. */
export interface Execution {
  parts: LoadParts
  session: Session
  options: ExecuteOptions
}

/**
 * Refuses what the run's state, its changed target, its policy or its owner forbid; looks at a silent attempt for a
 * whole term before it may be taken over.
 */
export const mayBegin = async (execution: Execution, loaded: MachineRun): Promise<void> => {
  const { parts, session, options } = execution
  const { state, decision } = loaded
  const modes: Record<string, readonly ExecuteOptions['mode'][]> = {
    approved: ['execute'],
    cleared: ['execute'],
    executing: ['execute', 'resume', 'collect'],
    failed: ['resume', 'collect'],
    ready: ['collect', 'resume'],
  }
  const allowed = modes[state.name]?.includes(options.mode) === true
  // A run that waits to be collected is collected, by whatever name it is gone on with; nothing else is.
  const rightPart = state.collecting === (options.mode === 'collect') || !state.collecting
  const collectsTooEarly = options.mode === 'collect' && !state.collecting
  if (!allowed || !rightPart || collectsTooEarly) throw wrongState(loaded, options.mode)
  if (loaded.changed) throw changed(loaded)
  const mine = state.requester !== undefined && personKey(state.requester) === personKey(session.actor)
  if (decision.executeAs !== 'requester') {
    throw new PatchbayError(
      'policy.refused',
      `Policy lets only the service ${decision.executeAs.service} execute this, and no service covers this run.`,
      { run: loaded.id, next: 'Start a service that executes runs, or change the policy.' },
    )
  }
  if (!mine) {
    throw new PatchbayError(
      'approval.not-yours',
      `Only ${state.requester?.username ?? 'its requester'} can execute this run.`,
      {
        run: loaded.id,
      },
    )
  }
  if (state.name === 'executing' && !isDue(state.waitsUntil, parts.clock.now())) {
    await watchSilence(execution, loaded)
  }
}

const isDue = (until: string | undefined, now: Date): boolean =>
  until !== undefined && Date.parse(until) <= now.getTime()

/** Looks at the log for a whole term by its own clock; a log that grows belongs to somebody who is alive. */
const watchSilence = async ({ parts, session, options }: Execution, loaded: MachineRun): Promise<void> => {
  if (loaded.state.waitsUntil !== undefined) throw wrongState(loaded, options.mode)
  const { clock } = parts
  const since = clock.monotonic()
  while (clock.monotonic() - since < silentTerm) {
    await clock.sleep(Math.min(5_000, silentTerm), options.signal)
    const fresh = await loadRun(parts, { session, run: loaded.id, signal: options.signal })
    if (fresh.length !== loaded.length) throw wrongState(fresh, options.mode)
  }
}

const changed = ({ id, targetLabel }: MachineRun): PatchbayError =>
  new PatchbayError(
    'approval.changed',
    `${targetLabel ?? 'What this is about'} has changed since this was asked for.`,
    {
      run: id,
      next: 'Ask again, so that people decide about what is there now.',
    },
  )

const advice: Partial<Record<string, string>> = {
  waiting: 'It still waits for approval.',
  failed: 'Resume it: `patchbay approval resume RUN`.',
  ready: 'Its requester collects: `patchbay api-key collect RUN`.',
  executing: 'It is being executed; look again in a minute.',
  expired: 'Ask again.',
}

export const wrongState = ({ id, state }: MachineRun, mode: ExecuteOptions['mode']): PatchbayError => {
  const collect = state.collecting ? advice.ready : undefined
  return new PatchbayError('approval.state', `This run is ${state.name}: there is nothing to ${mode}.`, {
    run: id,
    next:
      (state.name === 'failed' ? collect : undefined)?.replace('RUN', id) ??
      advice[state.name]?.replace('RUN', id),
  })
}
