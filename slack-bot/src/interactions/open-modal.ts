import { isPatchbayError, type Session } from '@patchbay/core'
import type { RespondFn } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { errorMessage, slackWords } from '../views/error-message.ts'
import { errorModal, loadingModal } from '../views/modal.ts'
import type { Click } from './click.ts'
import { fillView } from './fill-view.ts'

const openedSchema = z.object({ view: z.object({ id: z.string() }) })

/** Opens a modal at once, then fills it with what takes longer, or with what went wrong. */
export type OpenFor = (
  clicked: { click: Click; respond: RespondFn },
  title: string,
  fill: (person: Session) => Promise<ModalView>,
) => Promise<void>

export const createModalOpener =
  ({ interactive, resolvePerson, log }: Pick<Bot, 'interactive' | 'resolvePerson' | 'log'>): OpenFor =>
  async ({ click, respond }, title, fill) => {
    let opened: z.infer<typeof openedSchema>
    try {
      opened = openedSchema.parse(
        await interactive.views.open({ trigger_id: click.triggerId, view: loadingModal(title) }),
      )
    } catch (error) {
      // Slack's three seconds are over, or it doesn't answer. On the home tab nobody can be told.
      log(`"${title}" could not be opened.`, error)
      if (click.channel !== undefined)
        await respond({ ...errorMessage(error), response_type: 'ephemeral', replace_original: false })
      return
    }
    let view: ModalView
    try {
      view = await fill(await resolvePerson(click.person))
    } catch (error) {
      if (!isPatchbayError(error)) log(`"${title}" failed.`, error)
      view = errorModal(title, slackWords(error))
    }
    await fillView(interactive, { id: opened.view.id }, view)
  }
