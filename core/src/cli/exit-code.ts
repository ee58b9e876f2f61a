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
  'reason.missing',
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

/** Checks whose result scripts go by say `sound: false`, or `migrated: false`, when they found something. */
const foundSomething = (answer: Answer): boolean =>
  answer.state === 'read' &&
  typeof answer.result === 'object' &&
  answer.result !== null &&
  (Reflect.get(answer.result, 'sound') === false || Reflect.get(answer.result, 'migrated') === false)

/** 0 when it is done, 1 when a check found something, 3 when somebody else has to do something first. */
export const exitCodeOfAnswer = (answer: Answer): ExitCode => {
  if (foundSomething(answer)) return exitCodes.failed
  const over = ['read', 'done', 'planned'].includes(answer.state)
  return over ? exitCodes.done : exitCodes.waits
}
