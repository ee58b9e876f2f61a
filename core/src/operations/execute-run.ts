import { isPatchbayError, PatchbayError } from '../errors.ts'
import { ensurePrivileges } from '../privileges/ensure-privileges.ts'
import { redact } from '../secrets/redact.ts'
import { type Attempt, createAttempt, Waiting } from './attempt.ts'
import type { RunContext } from './define-operation.ts'
import { contextOf, loadRun, type MachineRun } from './load-run.ts'
import { maskSecrets, secretsIn } from './mask-secrets.ts'
import { type Execution, mayBegin, wrongState } from './may-begin.ts'
import { performCall } from './perform-call.ts'
import type { Outcome } from './runs.ts'

/**
 * Executes an approved run, resumes a stopped one or collects: one attempt, whose every step stands in the log.
 * @throws PatchbayError `approval.state`, `approval.changed`, `privilege.missing`, `policy.refused`, `run.taken-over`,
 * and whatever stopped the operation, with the run's id.
 */
export const executeRun = async (execution: Execution, run: string): Promise<Outcome> => {
  const { parts, session, options } = execution
  const load = () => loadRun(parts, { session, run, signal: options.signal, secrets: options.secrets })
  const loaded = await load()
  if (loaded.state.name === 'done') return { state: 'done', run, result: loaded.state.result ?? null }
  await mayBegin(execution, loaded)
  await ensurePrivileges(session, { ...loaded, target: loaded.targetLabel })

  const attempt = createAttempt({
    session,
    run: loaded,
    process: parts.deps.ids.ulid(),
    now: () => parts.clock.now(),
    reload: load,
    onStep: options.onStep,
  })
  await attempt.begin()
  // Only the fold says whether this attempt is valid: a withdrawal or a stricter policy may have come first.
  const begun = await load()
  if (begun.state.name !== 'executing' || begun.state.attempt !== attempt.number)
    throw wrongState(begun, options.mode)
  return perform(execution, begun, attempt)
}

const perform = async (execution: Execution, loaded: MachineRun, attempt: Attempt): Promise<Outcome> => {
  const { parts, session, options } = execution
  const { operation, input, target, id: run } = loaded
  const collecting = loaded.state.collecting
  const context: RunContext = {
    ...contextOf(session, options.signal),
    run,
    attempt: attempt.number,
    step: (name, step) => {
      options.signal.throwIfAborted()
      return attempt.step(name, step)
    },
    wait: attempt.wait,
    call: (name, rawInput, of) => performCall(parts, context, { name, input: rawInput, of, within: loaded }),
  }
  try {
    if (loaded.missing.length > 0) {
      await attempt.finish({ type: 'ready', waitsFor: 'input' })
      return { state: 'ready', run, missing: loaded.missing }
    }
    const part = collecting && operation.collect !== undefined ? operation.collect : operation.run
    const result = await part(parts.deps)(context, input, target)
    const collects = operation.collects?.(input, target) ?? operation.collect !== undefined
    if (!collecting && operation.collect !== undefined && collects) {
      await attempt.finish({ type: 'ready', waitsFor: 'collect' })
      return { state: 'ready', run, missing: [] }
    }
    // What is delivered is shown once and stored nowhere.
    await attempt.finish({ type: 'done', result: collecting ? null : maskSecrets(result) })
    return { state: 'done', run, result }
  } catch (error) {
    if (error instanceof Waiting) return { state: 'executing', run, until: error.until }
    throw await stopped(error, attempt, loaded)
  }
}

/** Writes down that the attempt failed, when that can still be written, and says how to go on. */
const stopped = async (error: unknown, attempt: Attempt, loaded: MachineRun): Promise<unknown> => {
  const known = isPatchbayError(error)
  if (known && error.code === 'run.taken-over') return error
  const secrets = Object.values(secretsIn(loaded.input))
  const message = redact(error instanceof Error ? error.message : String(error), secrets)
  const code = known ? error.code : 'run.failed'
  const written = await attempt.finish({ type: 'failed', error: { code, message } }).then(
    () => true,
    () => false,
  )
  const next = written
    ? `Put right what it names, then \`patchbay approval resume ${loaded.id}\`, or \`approval abandon\`.`
    : `Nothing more could be written to the run log; later: \`patchbay approval resume ${loaded.id}\`.`
  return new PatchbayError(code, message, {
    run: loaded.id,
    field: known ? error.field : undefined,
    next:
      known && error.next !== undefined
        ? `${error.next} Then \`patchbay approval resume ${loaded.id}\`.`
        : next,
    cause: error,
  })
}
