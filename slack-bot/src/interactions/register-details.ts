import { shownRunSchema } from '@patchbay/core/words'
import type { App } from '@slack/bolt'
import type { Bot } from '../bot.ts'
import { modal, textModal } from '../views/modal.ts'
import { threadLines } from '../views/run-message.ts'
import { context, preformatted } from '../views/blocks.ts'
import { deliveredKeys } from '../views/delivered-keys.ts'
import { readClick } from './click.ts'
import { createModalOpener } from './open-modal.ts'

type Parts = Pick<Bot, 'core' | 'interactive' | 'resolvePerson' | 'messages' | 'drawRun' | 'log'>

/** Buttons that open something only the one who clicked sees. */
export const registerDetails = (app: App, parts: Parts): void => {
  const { core, messages, drawRun } = parts

  const openFor = createModalOpener(parts)

  app.action('run.details', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await openFor({ click, respond }, 'Details of the request', async (person) => {
      const answer = await core.run(person, 'approval.get', { run: click.value })
      const shown = shownRunSchema.parse('result' in answer ? answer.result : undefined)
      const { blocks } = drawRun(shown, 'modal')
      const story = threadLines(shown)
      return modal({
        title: 'Details of the request',
        blocks: [
          ...blocks.filter(({ type }) => type !== 'actions'),
          ...(story.length === 0 ? [] : [preformatted(story)]),
          context(`Run ${shown.run} · digest ${shown.digest.slice(0, 12)} · ${shown.operation}`),
        ],
      })
    })
  })

  app.action('run.collect', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await openFor({ click, respond }, 'Your new API key', async (person) => {
      const answer = await core.run(person, 'api-key.collect', { run: click.value })
      const keys = deliveredKeys('result' in answer ? answer.result : undefined)
      await messages.refresh(click.value)
      return keys.length === 0
        ? textModal('Your new API key', ['There is no key to show; the message tells what happened.'])
        : modal({ title: 'Your new API key', blocks: keys })
    })
  })
}
