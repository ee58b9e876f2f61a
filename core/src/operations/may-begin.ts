import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { type Actor, personKey } from '../protocol/actor.ts'
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
  const mine = state.requester !== undefined && isSamePerson(session.actor, state.requester)
  const service = decision.executeAs === 'requester' ? undefined : decision.executeAs.service
  // What is collected is delivered to its requester, whoever executed the rest.
  const byService = service !== undefined && options.mode !== 'collect'
  if (byService && !isThroughService(session.actor, service)) {
    throw new PatchbayError(
      'policy.refused',
      `Policy lets only ${service} execute this, through a service.`,
      {
        run: loaded.id,
        next: 'A service whose key may run as that user does it by itself; `policy check` tells whether one is there.',
      },
    )
  }
  if (!byService && !mine) {
    throw new PatchbayError(
      'approval.not-yours',
      `Only ${state.requester?.username ?? 'its requester'} can execute this run.`,
      {
        run: loaded.id,
      },
    )
  }
  if (loaded.beginning.needsStart || loaded.beginning.opensAt !== undefined) throw tooEarly(loaded)
  if (state.name === 'executing' && !isDue(state.waitsUntil, parts.clock.now())) {
    await watchSilence(execution, loaded)
  }
}

/**
 * Elasticsearch names no owner's realm where a key signs in, only in the stamps of what it writes: those decide then,
 * when the log is folded, and another person's `executing` is void.
 */
const isSamePerson = (actor: Actor, requester: { username: string; realm: string }): boolean =>
  actor.apiKey === undefined
    ? personKey(requester) === personKey(actor)
    : requester.username === actor.username

/** By run-as of a service's API key: signed in as that user, or with a key of theirs, it wouldn't count. */
const isThroughService = ({ username, authenticationType, apiKey }: Actor, service: string): boolean =>
  username === service && authenticationType.toUpperCase() === 'API_KEY' && apiKey === undefined

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

const tooEarly = ({ id, state, beginning: { needsStart, opensAt } }: MachineRun): PatchbayError => {
  const who = state.requester?.username ?? 'its requester'
  return needsStart
    ? new PatchbayError('approval.state', `It is approved, and begins when ${who} lets it.`, {
        run: id,
        next: `${who} runs: \`patchbay approval start ${id}\`.`,
      })
    : new PatchbayError(
        'approval.state',
        `It is approved, and policy lets it begin from ${opensAt?.toISOString()} on.`,
        { run: id, next: 'A running bot begins it then; without one, do this again then.' },
      )
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
