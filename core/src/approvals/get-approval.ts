import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { runField } from '../steps/run-field.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { type ShownRunWithPlan, showRun } from './show-run.ts'

const deciding = ['waiting', 'approved', 'cleared']

export const getApproval = defineOperation({
  name: 'approval.get',
  version: 1,
  title: 'Show a request',
  summary: 'Shows who asked for what and why, the plan as it is now, the votes and the steps.',
  risk: 'read',
  input: z.strictObject({ run: runField }),
  privileges: () => readRuns,
  run:
    (deps: Pick<OperationDeps, 'runs'>) =>
    async (context, { run }): Promise<ShownRunWithPlan> => {
      const loaded = await deps.runs.load(context.session, run)
      // A plan says what will change: once it is being changed, the steps tell more.
      const plan = deciding.includes(loaded.state.name) ? await loaded.plan() : null
      return { ...showRun(loaded), plan }
    },
})
