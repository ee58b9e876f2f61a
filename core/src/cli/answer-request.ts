import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import type { Answer, Runner } from '../operations/create-runner.ts'
import { secretsIn } from '../operations/mask-secrets.ts'
import { systemClock } from '../system-deps.ts'
import { askMissing } from './ask-missing.ts'
import { askReason } from './ask-reason.ts'
import { askSecrets } from './ask-secrets.ts'
import { askValues, missingValues } from './ask-values.ts'
import type { Request } from './build-program.ts'
import { collectInput } from './collect-input.ts'
import { isDangerous } from './is-dangerous.ts'
import { showProgress } from './show-progress.ts'
import type { Terminal } from './terminal.ts'
import { waitForDecision } from './wait-for-decision.ts'

export interface Surroundings {
  core: Runner
  terminal: Terminal
  signal: AbortSignal
  openSession(): Promise<Session>
  /** An answer on the way to the last one, for a person to read. */
  show(answer: Answer): Promise<void>
}

/**
 * Carries one command to the core and back: input first, so that what was typed wrongly costs no round trip; then the
 * session, the call, and, with `--wait`, the decision of others.
 */
export const answerRequest = async (request: Request, surroundings: Surroundings): Promise<Answer> => {
  const { core, terminal, signal, openSession, show } = surroundings
  const { operation, shape, reason, wait, dryRun, json } = request
  const asks = json ? { ask: undefined, askHidden: undefined } : terminal
  const given = await askMissing(shape, request.given, asks)
  const typed = await collectInput(shape, given, terminal)
  if (operation.offline) return core.runOffline(operation.name, typed)
  const session = await openSession()
  const wanted = asks.ask === undefined ? undefined : missingValues(request, typed)
  const asked = wanted && (await askValues(surroundings, session, typed))
  const secrets = json ? undefined : await askSecrets(request, typed, { core, session, terminal })
  const input = {
    ...typed,
    ...(wanted !== undefined && asked !== undefined && { [wanted.name]: asked }),
    ...(secrets !== undefined && { secrets }),
  }
  const onStep = showProgress(terminal, json)
  if (!dryRun && !request.yes && isDangerous(operation) && asks.ask !== undefined) {
    await show(await core.run(session, operation.name, input, { signal, reason, dryRun: true }))
    const said = await asks.ask({ message: `${operation.title}: go on?`, choices: ['no', 'yes'] })
    if (said !== 'yes') throw new PatchbayError('canceled', 'You said no.', { next: 'Nothing was changed.' })
  }
  const answer = await askReason({ operation, input, reason }, asks.ask, (asked) =>
    core.run(session, operation.name, asked.input, { signal, reason: asked.reason, dryRun, onStep }),
  )
  if (!wait || (answer.state !== 'waiting' && answer.state !== 'executing')) return answer
  await show(answer)
  const what = answer.state === 'waiting' ? 'Waiting for the decision' : 'Waiting until it is done'
  terminal.note(`${what}; Ctrl-C leaves, and the request stays.`)
  const { run } = answer
  const held = secretsIn(input)
  return waitForDecision({ core, clock: systemClock, session, run, signal, onStep, secrets: held })
}
