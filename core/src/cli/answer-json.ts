import type { Answer } from '../operations/create-runner.ts'
import type { Request } from './build-program.ts'
import { reveal } from './reveal.ts'

/** Paths of secrets that are given again. */
const missing = ({ missing: paths }: { missing: readonly string[] }) =>
  paths.length === 0 ? {} : { missing: paths }

/** What a script gets: the result of a read alone; of a change its run and state too. */
export const answerJson = (answer: Answer, { operation }: Request): unknown => {
  const shown = (result: unknown): unknown => (operation.delivers ? reveal(result) : result) ?? null
  switch (answer.state) {
    case 'read':
      return shown(answer.result)
    case 'done':
      return { run: answer.run, state: answer.state, result: shown(answer.result) }
    case 'waiting':
      return {
        run: answer.run,
        state: answer.state,
        plan: answer.plan,
        approvers: answer.decision.approvers,
        ...missing(answer),
      }
    case 'executing':
      return {
        run: answer.run,
        state: answer.state,
        ...(answer.until === undefined ? {} : { until: answer.until }),
      }
    case 'ready':
      return { run: answer.run, state: answer.state, ...missing(answer) }
    case 'planned':
      return { state: answer.state, plan: answer.plan, decision: answer.decision.decision }
  }
}
