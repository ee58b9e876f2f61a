import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { runField } from '../steps/run-field.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { showRun } from './show-run.ts'

export const decideApproval = defineOperation({
  name: 'approval.decide',
  version: 1,
  title: 'Approve or reject',
  summary: 'Votes on a request: for exactly what its plan says now.',
  risk: 'routine',
  unlogged: true,
  input: z.strictObject({
    run: runField,
    choice: z.enum(['approve', 'reject']).describe('your vote'),
    reason: z
      .string()
      .max(1000)
      .optional()
      .describe("why, shown to everybody; needed to reject, and to approve what can't be undone"),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('the digest of the plan that you saw; refused when it has changed since'),
  }),
  privileges: () => appendRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run, choice, reason, digest }) =>
      showRun(
        await deps.runs.vote(context.session, run, {
          choice,
          ...(reason === undefined ? {} : { reason }),
          ...(digest === undefined ? {} : { digest }),
        }),
      ),
})
