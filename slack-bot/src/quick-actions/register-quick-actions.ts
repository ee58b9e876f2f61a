import { type OperationSummary, PatchbayError } from '@patchbay/core'
import type { App, RespondFn } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { needsForm } from '../commands/needs-form.ts'
import { formFor } from '../commands/open-form.ts'
import { answerView, type CommandParts } from '../commands/run-at-once.ts'
import { type Click, readClick } from '../interactions/click.ts'
import { createModalOpener } from '../interactions/open-modal.ts'
import { quickPrefix } from './quick-button.ts'

const actionSchema = z.object({ action_id: z.string() })

/**
 * Buttons that start an operation, from a card or from the home tab: with the rights of whoever presses them, in a
 * modal of theirs. What is dangerous, or needs more, has its form; the rest is done at once.
 */
export const registerQuickActions = (app: App, parts: CommandParts & Pick<Bot, 'homes'>): void => {
  const { core, mayStart, homes } = parts
  const openFor = createModalOpener(parts)

  const open = async (
    clicked: { click: Click; respond: RespondFn },
    { name, input }: { name: string; input: Record<string, unknown> },
  ): Promise<void> => {
    const operation: OperationSummary | undefined = core.operations.find(
      (one) => one.name === name && mayStart(one),
    )
    await openFor(clicked, operation?.title ?? 'Not from Slack', async (person): Promise<ModalView> => {
      if (operation === undefined) {
        throw new PatchbayError('policy.refused', `${name} can't be started from Slack.`, {
          next: 'Use the command line or the editor.',
        })
      }
      const parsed = operation.input.safeParse(input)
      const missing = parsed.success ? [] : parsed.error.issues
      return needsForm(operation, { input, missing })
        ? formFor(core, person, { operation, input })
        : answerView(parts, person, { operation, input })
    })
    // Where it was pressed on the home tab, that may look different now.
    await homes.refresh(clicked.click.person.id)
  }

  app.action(/^quick:/, async ({ ack, body, action, respond }) => {
    await ack()
    const click = readClick(body)
    const name = actionSchema.parse(action).action_id.slice(quickPrefix.length)
    await open({ click, respond }, { name, input: click.value === '-' ? {} : { connector: click.value } })
  })

  app.action('notice.all', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await open({ click, respond }, { name: 'connector.problems', input: { code: click.value, limit: 100 } })
  })
}
