import type { Session } from '../deps.ts'
import type { Answer, Runner } from '../operations/create-runner.ts'
import { secretsIn } from '../operations/mask-secrets.ts'
import type { Request } from './build-program.ts'
import { collectInput } from './collect-input.ts'
import { renderAnswer } from './render-answer.ts'
import { showProgress } from './show-progress.ts'
import type { Terminal } from './terminal.ts'
import { waitForDecision } from './wait-for-decision.ts'

interface Surroundings {
  core: Runner
  terminal: Terminal
  signal: AbortSignal
  openSession(): Promise<Session>
}

/**
 * Carries one command to the core and back: input first, so that what was typed wrongly costs no round trip; then the
 * session, the call, and, with `--wait`, the decision of others.
 */
export const answerRequest = async (
  request: Request,
  { core, terminal, signal, openSession }: Surroundings,
): Promise<Answer> => {
  const { operation, shape, given, reason, wait, dryRun, json } = request
  const input = await collectInput(shape, given, terminal)
  const session = await openSession()
  const onStep = showProgress(terminal, json)
  const answer = await core.run(session, operation.name, input, { signal, reason, dryRun, onStep })
  if (answer.state !== 'waiting' || !wait) return answer
  for (const line of renderAnswer(answer, request, { now: new Date(), width: terminal.width }))
    terminal.note(line)
  terminal.note('Waiting for the decision; Ctrl-C leaves, and the request stays.')
  return waitForDecision({ core, session, run: answer.run, signal, onStep, secrets: secretsIn(input) })
}
