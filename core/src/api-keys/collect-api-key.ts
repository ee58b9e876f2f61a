import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { runField } from '../steps/run-field.ts'

export const collectApiKey = defineOperation({
  name: 'api-key.collect',
  version: 1,
  title: 'Collect API key',
  summary: 'Makes the key that a request of yours is ready for, and shows it once.',
  risk: 'routine',
  unlogged: true,
  carriesOutcome: true,
  delivers: true,
  input: z.strictObject({ run: runField }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    (context, { run }) =>
      deps.runs.execute(context.session, run, {
        mode: 'collect',
        signal: context.signal,
        onStep: context.onStep,
      }),
})
