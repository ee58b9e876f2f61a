import type { OperationSummary } from '../operations/define-operation.ts'

/** Whether a person at a terminal sees the plan, and is asked, before it goes anywhere. */
export const isDangerous = ({ plans, risk }: OperationSummary): boolean =>
  plans && (risk === 'guarded' || risk === 'irreversible')
