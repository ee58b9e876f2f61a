import { isPatchbayError, PatchbayError, Secret } from '@patchbay/core'
import { labelOf, type ShownRun, shownRunSchema } from '@patchbay/core/words'
import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { formStateSchema } from '../commands/read-form.ts'
import { line, lines, text } from '../views/blocks.ts'
import { slackWords } from '../views/error-message.ts'
import { inputBlock } from '../views/input-block.ts'
import { errorModal, modal, textModal, workingModal } from '../views/modal.ts'
import { readClick, readSubmission } from './click.ts'
import { createModalOpener } from './open-modal.ts'
import { fillView } from './fill-view.ts'

type Parts = Pick<Bot, 'core' | 'cluster' | 'interactive' | 'resolvePerson' | 'messages' | 'log'>

const title = 'Give the secret'
const metadataSchema = z.object({ cluster: z.string(), run: z.string(), paths: z.array(z.string()) })

/** `values.private_key` is asked for as `Private key`. */
const nameOf = (path: string): string => labelOf(path.split('.').at(-1) ?? path)

/** A path may be longer than an id of Slack, and holds what people typed: places stand for them. */
const secretForm = (cluster: string, { run, title: what, target, missing }: ShownRun): ModalView =>
  modal({
    title,
    submit: 'Go on',
    callback: 'run.secret.given',
    metadata: { cluster, run, paths: missing },
    blocks: [
      lines(
        line(text([what, target].filter((part) => part !== null).join(' · '), { bold: true })),
        line(text('It goes on with what you type here, which is written into no log and no message.')),
      ),
      ...missing.map((path, at) =>
        inputBlock({ id: `secret:${at}`, label: nameOf(path), kind: 'text', optional: false }),
      ),
    ],
  })

/** What an approved run still needs of its requester, and what no log may hold: typed in a form. */
export const registerSecrets = (app: App, parts: Parts): void => {
  const { core, cluster, interactive, resolvePerson, messages, log } = parts
  const openFor = createModalOpener(parts)

  app.action('run.secret', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await openFor({ click, respond }, title, async (person) => {
      const answer = await core.run(person, 'approval.get', { run: click.value })
      const shown = shownRunSchema.parse('result' in answer ? answer.result : undefined)
      if (shown.requester !== person.actor.username) {
        throw new PatchbayError('approval.not-yours', `Only ${shown.requester} can give it.`, {
          next: 'Whoever asked goes on, or cancels the run.',
        })
      }
      if (shown.state !== 'ready' || shown.missing.length === 0)
        return textModal(title, ['It is no longer asked for; the message tells what happened.'])
      return secretForm(cluster, shown)
    })
  })

  app.view('run.secret.given', async ({ ack, body }) => {
    const { person, viewId, metadata, state } = readSubmission(body, metadataSchema)
    await ack({ response_action: 'update', view: workingModal(title) })
    const { values } = formStateSchema.parse(state)
    const given = metadata.paths.map((path, at): [string, Secret] => [
      path,
      new Secret(values[`secret:${at}`]?.['form.value']?.value ?? ''),
    ])
    let view: ModalView
    try {
      const session = await resolvePerson(person)
      const secrets = Object.fromEntries(given)
      await core.run(session, 'approval.resume', { run: metadata.run, secrets })
      view = textModal(title, ['It went on; the message tells how far it is.'])
    } catch (error) {
      if (!isPatchbayError(error)) log('A secret could not be given.', error)
      view = errorModal(title, slackWords(error))
    }
    await fillView(interactive, { id: viewId }, view)
    await messages.refresh(metadata.run)
  })
}
