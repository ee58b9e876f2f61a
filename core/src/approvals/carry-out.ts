import { z } from 'zod'
import type { Context, OperationDeps } from '../operations/define-operation.ts'
import { Secret } from '../secrets/secret.ts'
import { runField } from '../steps/run-field.ts'

/** A run to go on with, and what its request may have left out of the log. */
export const runAndSecrets = z.strictObject({
  run: runField,
  secrets: z
    .record(z.string(), z.instanceof(Secret))
    .optional()
    .describe('sensitive input, which no log keeps: its path in the request, and its value')
    .meta({ sensitive: true }),
})

/** Goes on with a run from where its log stands; its Outcome is the run's own. */
export const carryOut =
  (mode: 'execute' | 'resume') =>
  (deps: Pick<OperationDeps, 'runs'>) =>
  (context: Context, { run, secrets }: z.output<typeof runAndSecrets>) =>
    deps.runs.execute(context.session, run, {
      mode,
      signal: context.signal,
      secrets,
      onStep: context.onStep,
    })
