import { defineOperation } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { carryOut, runAndSecrets } from './carry-out.ts'

export const resumeApproval = defineOperation({
  name: 'approval.resume',
  version: 1,
  title: 'Resume a run',
  summary: 'Goes on with a run that was stopped: steps that are done are not done again.',
  risk: 'routine',
  unlogged: true,
  carriesOutcome: true,
  input: runAndSecrets,
  privileges: () => appendRuns,
  run: carryOut('resume'),
})
