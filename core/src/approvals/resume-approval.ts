import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { Secret } from '../secrets/secret.ts'
import { runField } from '../steps/run-field.ts'
import { appendRuns } from '../operations/run-privileges.ts'

export const resumeApproval = defineOperation({
  name: 'approval.resume',
  version: 1,
  title: 'Resume a run',
  summary: 'Goes on with a run that was stopped: steps that are done are not done again.',
  risk: 'routine',
  unlogged: true,
  carriesOutcome: true,
  input: z.strictObject({
    run: runField,
    secrets: z
      .record(z.string(), z.instanceof(Secret))
      .optional()
      .describe('sensitive input, which no log keeps: its path in the request, and its value')
      .meta({ sensitive: true }),
  }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    (context, { run, secrets }) =>
      deps.runs.execute(context.session, run, {
        mode: 'resume',
        signal: context.signal,
        secrets,
        onStep: context.onStep,
      }),
})
