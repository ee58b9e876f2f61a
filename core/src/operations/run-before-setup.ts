import type { Session } from '../deps.ts'
import type { Json } from '../lib/json.ts'
import { appendEvent } from '../run-log/append-event.ts'
import type { RunEvent } from '../run-log/event.ts'
import type { AnyOperation, RunContext } from './define-operation.ts'
import { contextOf, type LoadParts, question } from './load-run.ts'
import { maskInput, maskSecrets } from './mask-secrets.ts'
import { performCall } from './perform-call.ts'
import type { Outcome } from './runs.ts'

interface Setup {
  session: Session
  operation: AnyOperation
  input: unknown
  signal: AbortSignal
}

/** Runs an operation that works before there is a run log; its run is written once the log is there. */
export const runBeforeSetup = async (
  parts: LoadParts,
  { session, operation, input, signal }: Setup,
): Promise<Outcome> => {
  const run = parts.deps.ids.ulid()
  const steps: { name: string; data: Json }[] = []
  const context: RunContext = {
    ...contextOf(session, signal),
    run,
    attempt: 1,
    step: async (name, { choose, run: perform }) => {
      const chosen = choose === undefined ? null : await choose()
      const result = await perform(chosen as Parameters<typeof perform>[0], [])
      steps.push({ name, data: maskSecrets(result) })
      return result
    },
    wait: () => Promise.resolve(),
    call: (name, rawInput) => performCall(parts, context, { name, input: rawInput }),
  }
  const result = await operation.run(parts.deps)(context, input, undefined)
  const asked = question(operation, { session, input, target: undefined })
  const events: RunEvent[] = [
    {
      type: 'requested',
      operation: operation.name,
      version: operation.version,
      input: maskInput(asked.input),
      digest: asked.digest,
    },
    { type: 'executing', attempt: 1, executor: run, digest: asked.digest },
    ...steps.map(({ name, data }): RunEvent => ({ type: 'step', attempt: 1, name, phase: 'end', data })),
    { type: 'done', attempt: 1, result: maskSecrets(result) },
  ]
  for (const [i, event] of events.entries()) await appendEvent(session.es, { run, n: i + 1, event })
  return { state: 'done', run, result }
}
