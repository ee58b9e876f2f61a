import type { App, RespondFn } from '@slack/bolt'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import type { Message } from '../views/blocks.ts'
import { errorMessage, slackWords } from '../views/error-message.ts'
import type { SlackPerson } from '../identity/resolve-person.ts'
import { errorModal, loadingModal } from '../views/modal.ts'
import { runInClusters } from '../notices/run-in-clusters.ts'
import { helpMessage } from './help-message.ts'
import { needsForm } from './needs-form.ts'
import { openForm } from './open-form.ts'
import { runOwnCommand } from './own-commands.ts'
import { parseCommand } from './parse-command.ts'
import { type CommandParts, runAtOnce } from './run-at-once.ts'
import { splitWords } from './split-words.ts'
import { fillView } from '../interactions/fill-view.ts'

const commandSchema = z.object({
  text: z.string().default(''),
  user_id: z.string(),
  team_id: z.string().optional(),
  trigger_id: z.string(),
  channel_id: z.string(),
})

const allowedSchema = z.object({ allowed: z.array(z.string()) })

/** What a person has the rights for; undefined for who is not linked yet: help is for them too. */
const allowedTo = async (
  { core, identities }: CommandParts,
  person: SlackPerson,
): Promise<ReadonlySet<string> | undefined> => {
  const known = await identities.find(person)
  if (known === undefined) return undefined
  const answer = await core.run(known.session, 'privilege.check', { operation: '*' })
  return new Set(allowedSchema.parse('result' in answer ? answer.result : undefined).allowed)
}

/** `/connectors …`: acknowledged before anything else, answered to the one who typed it. */
export const registerCommand = (app: App, parts: CommandParts & Pick<Bot, 'clusters'>): void => {
  const { core, interactive, mayStart, log } = parts

  app.command('/connectors', async ({ ack, body, respond }) => {
    await ack()
    const typed = commandSchema.parse(body)
    const privately = (view: Message): ReturnType<RespondFn> =>
      respond({ ...view, response_type: 'ephemeral' })
    const person = { id: typed.user_id, team: typed.team_id }
    try {
      const [first = '', ...words] = splitWords(typed.text)
      if (/^notices?$/i.test(first)) {
        const asked = { words, channel: typed.channel_id, person }
        const { message, forAll, after } = await runInClusters(parts.clusters.notices(), asked)
        await respond({ ...message, response_type: forAll ? 'in_channel' : 'ephemeral' })
        await after?.()
        return
      }
      const offered = core.operations.filter(mayStart)
      const command = parseCommand(typed.text, offered)
      if (command.kind === 'help') {
        const allowed = await allowedTo(parts, person)
        await privately(helpMessage(offered, { topic: command.about, allowed }))
        return
      }
      if (command.kind === 'own') {
        await privately(await runOwnCommand(parts, person, command))
        return
      }
      const { operation, input, missing } = command
      if (!needsForm(operation, { input, missing })) {
        const session = await parts.resolvePerson(person)
        await privately(await runAtOnce(parts, session, { operation, input }))
        return
      }
      // Opened before anybody is asked anything: Slack lets three seconds pass.
      const opened = await interactive.views.open({
        trigger_id: typed.trigger_id,
        view: loadingModal(operation.title),
      })
      const viewId = z.object({ view: z.object({ id: z.string() }) }).parse(opened).view.id
      try {
        await openForm(parts, { viewId, person, operation, input })
      } catch (error) {
        await fillView(interactive, { id: viewId }, errorModal(operation.title, slackWords(error)))
      }
    } catch (error) {
      await privately(errorMessage(error)).catch((lost: unknown) => log('An answer was lost.', lost))
    }
  })
}
