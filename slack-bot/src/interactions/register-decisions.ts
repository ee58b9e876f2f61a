import type { Session } from '@patchbay/core'
import { voteNeedsReason } from '@patchbay/core/words'
import type { App, RespondFn } from '@slack/bolt'
import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { formStateSchema, isBlank, reasonNeeded } from '../commands/read-form.ts'
import { inputBlock } from '../views/input-block.ts'
import { slackWords } from '../views/error-message.ts'
import { errorModal, modal, textModal, workingModal } from '../views/modal.ts'
import { answerPrivately, carryOut, redraw } from './carry-out.ts'
import { type Click, readClick, readSubmission } from './click.ts'
import { fillView } from './fill-view.ts'

type Parts = Pick<
  Bot,
  | 'core'
  | 'cluster'
  | 'interactive'
  | 'resolvePerson'
  | 'messages'
  | 'executor'
  | 'homes'
  | 'patience'
  | 'log'
>

const reasonMetadata = z.object({
  run: z.string(),
  choice: z.enum(['approve', 'reject']),
  risk: z.string().default(''),
})

const vote = async (
  { core, messages, executor }: Parts,
  person: Session,
  { run, choice, reason }: { run: string; choice: 'approve' | 'reject'; reason?: string },
): Promise<void> => {
  const kept = await messages.find(run)
  await core.run(person, 'approval.decide', {
    run,
    choice,
    ...(reason === undefined ? {} : { reason }),
    // A vote is for the plan that its author saw.
    ...(kept === undefined || kept.digest === '' ? {} : { digest: kept.digest }),
  })
  if (kept !== undefined) await executor.lookAt({ run, requester: kept.requester })
}

/** The form that asks why; on the home tab also what is decided about, which a message of the channel shows itself. */
export const reasonModal = ({
  cluster,
  run,
  choice,
  risk,
  about = [],
}: {
  cluster: string
  run: string
  choice: 'approve' | 'reject'
  risk: string
  about?: readonly KnownBlock[]
}): ModalView =>
  modal({
    title: choice === 'reject' ? 'Reject the request' : 'Approve the request',
    submit: choice === 'reject' ? 'Reject' : 'Approve',
    callback: 'run.reason',
    close: 'Back',
    metadata: { cluster, run, choice, risk },
    blocks: [
      ...about,
      inputBlock({
        id: 'reason',
        label: 'Why?',
        hint:
          choice === 'approve' && risk === 'irreversible'
            ? 'It can not be undone: say why it is right.'
            : 'Everybody in the channel sees it.',
        kind: 'lines',
        optional: !voteNeedsReason({ choice, risk }),
      }),
    ],
  })

/** The buttons of a run's message. */
export const registerDecisions = (app: App, parts: Parts): void => {
  const { core, interactive, resolvePerson, executor } = parts

  /** Opens the form that asks why; when Slack's three seconds are over, says so instead of nothing. */
  const askWhy = async (
    click: Click,
    { choice, risk }: { choice: 'approve' | 'reject'; risk: string },
    respond: RespondFn,
  ): Promise<void> => {
    try {
      await interactive.views.open({
        trigger_id: click.triggerId,
        view: reasonModal({ cluster: parts.cluster, run: click.value, choice, risk }),
      })
    } catch (error) {
      await answerPrivately(parts, respond, error)
    }
  }

  app.action('run.approve', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await carryOut(parts, { click, respond }, (person) =>
      vote(parts, person, { run: click.value, choice: 'approve' }),
    )
  })

  app.action('run.approve.why', async ({ ack, body, respond }) => {
    await ack()
    await askWhy(readClick(body), { choice: 'approve', risk: 'irreversible' }, respond)
  })

  app.action('run.reject', async ({ ack, body, respond }) => {
    await ack()
    await askWhy(readClick(body), { choice: 'reject', risk: '' }, respond)
  })

  app.view('run.reason', async ({ ack, body }) => {
    const { person, viewId, metadata, state } = readSubmission(body, reasonMetadata)
    const title = metadata.choice === 'reject' ? 'Reject the request' : 'Approve the request'
    const reason = formStateSchema.parse(state).values['reason']?.['form.value']?.value ?? undefined
    if (voteNeedsReason(metadata) && isBlank(reason))
      return ack({ response_action: 'errors', errors: { reason: reasonNeeded } })
    await ack({ response_action: 'update', view: workingModal(title) })
    try {
      await vote(parts, await resolvePerson(person), {
        run: metadata.run,
        choice: metadata.choice,
        ...(reason === undefined ? {} : { reason }),
      })
      await fillView(
        interactive,
        { id: viewId },
        textModal(title, ['Your vote is counted. The message tells where the request stands.']),
      )
    } catch (error) {
      await fillView(interactive, { id: viewId }, errorModal(title, slackWords(error)))
    } finally {
      await Promise.all([redraw(parts, metadata.run), parts.homes.refresh(person.id)])
    }
  })

  const own = (
    action: string,
    operation: 'approval.start' | 'approval.withdraw' | 'approval.abandon' | 'approval.resume',
  ): void => {
    app.action(action, async ({ ack, body, respond }) => {
      await ack()
      const click = readClick(body)
      await carryOut(parts, { click, respond }, async (person) => {
        await core.run(person, operation, { run: click.value })
        if (operation === 'approval.start')
          await executor.lookAt({ run: click.value, requester: person.actor.username })
      })
    })
  }
  own('run.start', 'approval.start')
  own('run.withdraw', 'approval.withdraw')
  own('run.abandon', 'approval.abandon')

  own('run.resume', 'approval.resume')
}
