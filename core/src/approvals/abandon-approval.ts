import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { runField } from '../steps/run-field.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { showRun } from './show-run.ts'

export const abandonApproval = defineOperation({
  name: 'approval.abandon',
  version: 1,
  title: 'Abandon a request',
  summary: 'Gives up a run that was stopped half-way: what it left stays as it is.',
  risk: 'routine',
  unlogged: true,
  input: z.strictObject({
    run: runField,
    reason: z.string().max(1000).optional().describe('why you are giving it up'),
  }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run, reason }) =>
      showRun(await deps.runs.abandon(context.session, run, reason)),
})
