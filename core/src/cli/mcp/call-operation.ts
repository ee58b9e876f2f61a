import { z } from 'zod'
import type { Session } from '../../deps.ts'
import { PatchbayError } from '../../errors.ts'
import type { Json } from '../../lib/json.ts'
import type { Runner } from '../../operations/create-runner.ts'
import type { OperationSummary } from '../../operations/define-operation.ts'
import type { StepProgress } from '../../operations/runs.ts'
import { answerWords } from './answer-words.ts'
import { refusalOf, refuseSecretInput } from './refusal.ts'
import { extrasOf } from './tool-of.ts'

export interface Call {
  core: Runner
  operation: OperationSummary
  arguments: Readonly<Record<string, unknown>>
  openSession(): Promise<Session>
  signal: AbortSignal
  onStep: (step: StepProgress) => void
}

const extraValues = z.object({ reason: z.string().optional(), dryRun: z.boolean().optional() })
const shownRun = z.object({ operation: z.string() })
/** They carry another run on, and answer with what that run answers. */
const carriers = ['approval.execute', 'approval.resume']

const refuse = ({ why, instead }: { why: string; instead: string }): never => {
  throw new PatchbayError('input.invalid', `This can't be done by a tool. ${why}`, { next: instead })
}

/** A run whose result is a secret must end where a person sees it. */
const refuseToCarryDelivery = async ({ core, signal, ...call }: Call, session: Session): Promise<void> => {
  const { run } = call.arguments
  const answer = await core.run(session, 'approval.get', { run }, { signal })
  const { operation: name } = shownRun.parse('result' in answer ? answer.result : undefined)
  const carried = core.operations.find((operation) => operation.name === name)
  if (carried?.delivers !== true) return
  refuse({
    why: `${carried.title} can deliver a secret that is shown once.`,
    instead: `A person runs \`patchbay ${call.operation.noun} ${call.operation.verb} ${String(run)}\`.`,
  })
}

/**
 * One call of a tool, on the road that every front end takes: same schema, same privileges, same policy and approval.
 * @throws PatchbayError also where a tool may not do what a person may.
 */
export const callOperation = async (call: Call): Promise<Json> => {
  const { core, operation, signal, onStep } = call
  const refusal = refusalOf(operation)
  if (refusal !== undefined) refuse(refusal)
  const taken = extrasOf(operation)
  const entries = Object.entries(call.arguments)
  const isExtra = ([name]: [string, unknown]): boolean => taken.some((extra) => extra === name)
  const input = Object.fromEntries(entries.filter((entry) => !isExtra(entry)))
  refuseSecretInput(operation, input)
  const extras = extraValues.safeParse(Object.fromEntries(entries.filter(isExtra)))
  if (!extras.success) {
    throw new PatchbayError('input.invalid', 'reason is a text, dryRun is true or false.', {
      next: 'Call it again with these.',
    })
  }
  if (operation.offline) return answerWords(core.runOffline(operation.name, input), operation)
  const session = await call.openSession()
  if (carriers.includes(operation.name)) await refuseToCarryDelivery(call, session)
  const { reason, dryRun = false } = extras.data
  const answer = await core.run(session, operation.name, input, { signal, reason, dryRun, onStep })
  return answerWords(answer, operation)
}
