import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { runField } from '../steps/run-field.ts'
import { showRun } from './show-run.ts'

export const startApproval = defineOperation({
  name: 'approval.start',
  version: 1,
  title: 'Start a request',
  summary: 'Lets a request of yours begin that was approved, where policy leaves the time to you.',
  risk: 'routine',
  unlogged: true,
  input: z.strictObject({ run: runField }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run }) =>
      showRun(await deps.runs.release(context.session, run)),
})
