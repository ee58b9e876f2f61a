import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { runField } from '../steps/run-field.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { showRun } from './show-run.ts'

export const withdrawApproval = defineOperation({
  name: 'approval.withdraw',
  version: 1,
  title: 'Withdraw a request',
  summary: 'Takes a request back before it is executed.',
  risk: 'routine',
  unlogged: true,
  input: z.strictObject({
    run: runField,
    reason: z.string().max(1000).optional().describe('why you are taking it back'),
  }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run, reason }) =>
      showRun(await deps.runs.withdraw(context.session, run, reason)),
})
