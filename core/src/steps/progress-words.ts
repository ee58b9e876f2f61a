import { type ShownRun, stepCount } from '../protocol/shown-run.ts'
import { stepWords } from './step-words.ts'

type Steps = Pick<ShownRun, 'operation' | 'steps' | 'stepsInAll'>

/** How far a run is: `3 of 6 steps done, now: check that the new key works`, or `3 steps done` where nobody knows more. */
export const progressWords = (run: Steps & Pick<ShownRun, 'waitsUntil'>): string => {
  const current = run.steps.find(({ ended }) => !ended)?.name
  const doing = current === undefined ? undefined : stepWords(run.operation, current)
  const done = `${stepCount(run)} done`
  if (run.waitsUntil !== null) return `${done}, waits${doing === undefined ? '' : ` (${doing})`}`
  return doing === undefined ? done : `${done}, now: ${doing}`
}

/** The step that is being done, while it is: `4 of 6: wait until no sync uses the old key`. */
export const liveStepWords = ({
  operation,
  name,
  number,
  inAll,
}: {
  operation: string
  name: string
  number: number
  inAll?: number | undefined
}): string => {
  const words = stepWords(operation, name)
  return inAll === undefined || number > inAll ? words : `${number} of ${inAll}: ${words}`
}
