import { isPatchbayError, type Session } from '@patchbay/core'
import type { RespondFn } from '@slack/bolt'
import type { Bot } from '../bot.ts'
import { errorMessage } from '../views/error-message.ts'
import { messageAsItWas, workingMessage } from '../views/run-message.ts'
import type { Click } from './click.ts'

type Parts = Pick<Bot, 'resolvePerson' | 'messages' | 'patience' | 'log'>

/** Draws the message of a run; false where it can't be. */
export const redraw = async (
  { messages, log }: Pick<Parts, 'messages' | 'log'>,
  run: string,
): Promise<boolean> => {
  try {
    return await messages.refresh(run)
  } catch (error) {
    log(`The message of ${run} is behind.`, error)
    return false
  }
}

/** The private sentence that answers a click which can't be done. */
export const answerPrivately = async (
  { log }: Pick<Parts, 'log'>,
  respond: RespondFn,
  error: unknown,
): Promise<void> => {
  if (!isPatchbayError(error)) log('A click failed.', error)
  await respond({ ...errorMessage(error), response_type: 'ephemeral', replace_original: false })
}

/** A click may come from a message that no bot lived to remember: from then on it is drawn as well. */
const adopt = async ({ messages, log }: Parts, { click, reader }: { click: Click; reader: string }) => {
  const { channel, ts, value } = click
  if (channel === undefined || ts === undefined) return
  await messages
    .adopt(value, { channel, ts }, reader)
    .catch((error: unknown) => log(`A message of ${value} is not known.`, error))
}

/** Does what a click asks for as the person who clicked; every click ends in an edited message or a private sentence. */
export const carryOut = async (
  parts: Parts,
  { click, respond }: { click: Click; respond: RespondFn },
  act: (person: Session) => Promise<void>,
): Promise<void> => {
  const { patience, log } = parts
  const replace = (view: ReturnType<typeof workingMessage>): Promise<void> =>
    respond({ ...view, replace_original: true }).then(
      () => undefined,
      (error: unknown) => log(`The message of ${click.value} could not be replaced.`, error),
    )
  // Puts "working" in the place of the buttons, at once: nothing is looked up for it.
  let shown = replace(workingMessage(click.blocks))
  const takeBack = (): void => {
    shown = shown.then(() => replace(messageAsItWas(click.blocks)))
  }
  // However long Elasticsearch or Slack take, it doesn't stand there longer than this.
  const late = setTimeout(takeBack, patience)
  try {
    const person = await parts.resolvePerson(click.person)
    await adopt(parts, { click, reader: person.actor.username })
    await act(person)
  } catch (error) {
    await answerPrivately(parts, respond, error)
  } finally {
    // It is on its way to Slack: drawn before it arrives, the true state would be covered by it.
    await shown
    clearTimeout(late)
    if (!(await redraw(parts, click.value))) takeBack()
    await shown
  }
}
