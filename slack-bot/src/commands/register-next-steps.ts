import type { App } from '@slack/bolt'
import { z } from 'zod'
import { readClick } from '../interactions/click.ts'
import { slackWords } from '../views/error-message.ts'
import { errorModal, loadingModal } from '../views/modal.ts'
import { nextStepNames } from './next-steps.ts'
import { needsForm } from './needs-form.ts'
import { openForm } from './open-form.ts'
import { answerView, type CommandParts } from './run-at-once.ts'
import { fillView } from '../interactions/fill-view.ts'

const viewSchema = z.object({ view: z.object({ id: z.string() }) })

/** Buttons of an answer that go on with the same connector, in the same modal. */
export const registerNextSteps = (app: App, parts: CommandParts): void => {
  const { core, interactive, resolvePerson, mayStart } = parts
  const step = (name: string): void => {
    app.action(`next.${name}`, async ({ ack, body }) => {
      await ack()
      const { person, value: connector } = readClick(body)
      const { id } = viewSchema.parse(body).view
      const operation = core.operations.find((one) => one.name === name && mayStart(one))
      if (operation === undefined) return
      const { title } = operation
      await fillView(interactive, { id }, loadingModal(title))
      const input = { connector }
      try {
        if (needsForm(operation, { input, missing: [] }))
          return await openForm(parts, { viewId: id, person, operation, input })
        const session = await resolvePerson(person)
        const view = await answerView(parts, session, { operation, input })
        await fillView(interactive, { id }, view)
      } catch (error) {
        await fillView(interactive, { id }, errorModal(title, slackWords(error)))
      }
    })
  }
  for (const name of nextStepNames) step(name)
}
