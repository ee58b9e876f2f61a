import { defineOperation } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { carryOut, runAndSecrets } from './carry-out.ts'

export const executeApproval = defineOperation({
  name: 'approval.execute',
  version: 1,
  title: 'Execute a request',
  summary: 'Carries out a request of yours that was approved.',
  risk: 'routine',
  unlogged: true,
  carriesOutcome: true,
  input: runAndSecrets,
  privileges: () => appendRuns,
  run: carryOut('execute'),
})
