import type { Answer, OperationSummary, Session } from '@patchbay/core'
import type { ModalView } from '@slack/types'
import type { Bot } from '../bot.ts'
import { answerMessage } from '../views/answer-message.ts'
import type { Message } from '../views/blocks.ts'
import { modal } from '../views/modal.ts'
import { nextSteps } from './next-steps.ts'

/** What commands and forms work with. */
export type CommandParts = Pick<
  Bot,
  | 'core'
  | 'interactive'
  | 'resolvePerson'
  | 'identities'
  | 'workspace'
  | 'linkKey'
  | 'cluster'
  | 'clusters'
  | 'messages'
  | 'mayStart'
  | 'now'
  | 'log'
>

interface Asked {
  operation: OperationSummary
  input: unknown
  reason?: string | undefined
}

/** Runs an operation; a request that waits is shown in the channel. */
const run = async (
  { core, messages }: CommandParts,
  person: Session,
  { operation, input, reason }: Asked,
): Promise<Answer> => {
  const answer = await core.run(person, operation.name, input, { reason })
  if (answer.state === 'waiting' || answer.state === 'ready' || answer.state === 'executing')
    await messages.show(answer.run, person.actor.username)
  return answer
}

/** Runs what needs no form, and answers the one who typed it. */
export const runAtOnce = async (parts: CommandParts, person: Session, asked: Asked): Promise<Message> =>
  answerMessage(asked, await run(parts, person, asked), parts.now())

/** The same in a modal, which goes on to what is usually done next. */
export const answerView = async (parts: CommandParts, person: Session, asked: Asked): Promise<ModalView> => {
  const { operation, input } = asked
  const answer = await run(parts, person, asked)
  const { blocks } = answerMessage(asked, answer, parts.now())
  return modal({
    title: operation.title,
    metadata: { cluster: parts.cluster },
    blocks: [...blocks, ...nextSteps(operation.name, { input, answer })],
  })
}
