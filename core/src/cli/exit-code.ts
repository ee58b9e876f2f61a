import type { ErrorCode } from '../errors.ts'
import type { Answer } from '../operations/create-runner.ts'

/** What scripts go by. */
export const exitCodes = { done: 0, failed: 1, usage: 2, waits: 3, refused: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const usage: readonly ErrorCode[] = [
  'input.invalid',
  'input.unknown-operation',
  'config.invalid',
  'configuration.invalid',
  'policy.invalid',
  'target.not-found',
  'target.ambiguous',
  'run.needs-input',
]

const refused: readonly ErrorCode[] = [
  'privilege.missing',
  'policy.refused',
  'policy.too-few-approvers',
  'approval.not-yours',
  'elasticsearch.unauthenticated',
  'elasticsearch.forbidden',
]

/** 2: what was asked can't be right as it stands. 4: it was understood and is not allowed. 1: it went wrong. */
export const exitCodeOf = (code: ErrorCode): ExitCode => {
  if (usage.includes(code)) return exitCodes.usage
  return refused.includes(code) ? exitCodes.refused : exitCodes.failed
}

/** 0 when it is done, 3 when somebody else has to do something first. */
export const exitCodeOfAnswer = ({ state }: Answer): ExitCode =>
  state === 'read' || state === 'done' || state === 'planned' ? exitCodes.done : exitCodes.waits
