import { isPatchbayError } from '@patchbay/core'
import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { readClick, readSubmission } from '../interactions/click.ts'
import { errorMessage, slackWords } from '../views/error-message.ts'
import { inputBlock } from '../views/input-block.ts'
import { errorModal, modal, workingModal } from '../views/modal.ts'
import { runOwnCommand } from './own-commands.ts'
import { formStateSchema } from './read-form.ts'
import type { CommandParts } from './run-at-once.ts'
import { fillView } from '../interactions/fill-view.ts'

const title = 'Link me'
const metadataSchema = z.object({ cluster: z.string() })

/** The button beside the sentence that nobody knows who somebody is: it asks for their user, and gives them the code. */
export const registerLink = (app: App, parts: CommandParts): void => {
  const { interactive, cluster, log } = parts

  app.action('link.ask', async ({ ack, body, respond }) => {
    await ack()
    const { triggerId } = readClick(body)
    const label = 'Your user in Elasticsearch'
    const view = modal({
      title,
      submit: 'Go on',
      callback: 'link.asked',
      metadata: { cluster },
      blocks: [inputBlock({ id: 'user', label, kind: 'text', optional: false })],
    })
    await interactive.views.open({ trigger_id: triggerId, view }).catch(async (error: unknown) => {
      log('A form could not be opened.', error)
      await respond({ ...errorMessage(error), response_type: 'ephemeral', replace_original: false })
    })
  })

  app.view('link.asked', async ({ ack, body }) => {
    const { person, viewId, state } = readSubmission(body, metadataSchema)
    await ack({ response_action: 'update', view: workingModal(title) })
    const user = formStateSchema.parse(state).values['user']?.['form.value']?.value ?? ''
    let view: ModalView
    try {
      const { blocks } = await runOwnCommand(parts, person, { word: 'link', rest: [user] })
      view = modal({ title, blocks })
    } catch (error) {
      if (!isPatchbayError(error)) log('Nobody was linked.', error)
      view = errorModal(title, slackWords(error))
    }
    await fillView(interactive, { id: viewId }, view)
  })
}
