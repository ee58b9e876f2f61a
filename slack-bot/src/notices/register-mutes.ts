import { isPatchbayError } from '@patchbay/core'
import { parseDuration } from '@patchbay/core/words'
import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { formStateSchema } from '../commands/read-form.ts'
import { readClick, readSubmission } from '../interactions/click.ts'
import { createModalOpener } from '../interactions/open-modal.ts'
import { slackWords } from '../views/error-message.ts'
import { inputBlock } from '../views/input-block.ts'
import { errorModal, modal, textModal, workingModal } from '../views/modal.ts'
import { type Card, isMany } from './board.ts'
import { muteTimes } from './change-mutes.ts'
import { fillView } from '../interactions/fill-view.ts'

type Parts = Pick<Bot, 'cluster' | 'interactive' | 'resolvePerson' | 'notices' | 'now' | 'log'>

const title = 'Mute'
const metadataSchema = z.object({ cluster: z.string(), channel: z.string(), key: z.string() })

const kindOf = ({ code }: Card): string => code.replaceAll('-', ' ')

const form = (card: Card, metadata: z.infer<typeof metadataSchema>): ModalView => {
  const name = card.of[0]?.name ?? ''
  const choices = [
    {
      value: 'problem',
      label: isMany(card) ? `${kindOf(card)}, of all connectors` : `${kindOf(card)} of ${name}`,
    },
    ...(isMany(card) ? [] : [{ value: 'connector', label: `everything about ${name}` }]),
  ]
  return modal({
    title,
    submit: 'Mute',
    callback: 'notice.muted',
    metadata,
    blocks: [
      inputBlock({
        id: 'what',
        label: 'What',
        hint: 'Everybody in the channel is told.',
        kind: 'choice',
        choices,
        optional: false,
        initial: 'problem',
      }),
      inputBlock({
        id: 'until',
        label: 'How long',
        kind: 'choice',
        choices: muteTimes,
        optional: false,
        initial: '4h',
      }),
    ],
  })
}

/** The button of a card that keeps what it is about away for a while. */
export const registerMutes = (app: App, parts: Parts): void => {
  const { cluster, interactive, resolvePerson, notices, now, log } = parts
  const openFor = createModalOpener(parts)

  app.action('notice.mute', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    const place = { channel: click.channel ?? '', key: click.value }
    await openFor({ click, respond }, title, async () =>
      form(await notices.cardToMute(place), { cluster, ...place }),
    )
  })

  app.view('notice.muted', async ({ ack, body }) => {
    const { person, viewId, metadata, state } = readSubmission(body, metadataSchema)
    await ack({ response_action: 'update', view: workingModal(title) })
    const { values } = formStateSchema.parse(state)
    const chosen = (id: string): string | undefined => values[id]?.['form.value']?.selected_option?.value
    let view: ModalView
    try {
      const session = await resolvePerson(person)
      const { channel, key } = metadata
      const card = await notices.cardToMute({ channel, key })
      const [first] = card.of
      const wholeConnector = chosen('what') === 'connector'
      const lasts = parseDuration(chosen('until') ?? '')
      await notices.mute(session, {
        channel,
        connector: isMany(card) ? '*' : (first?.connector ?? ''),
        code: wholeConnector ? null : card.code,
        until: lasts === undefined ? null : new Date(now().getTime() + lasts).toISOString(),
        what: isMany(card)
          ? `${kindOf(card)}, of any connector,`
          : wholeConnector
            ? (first?.name ?? '')
            : `${kindOf(card)} of ${first?.name ?? ''}`,
      })
      view = textModal(title, ['It is muted; the channel is told.'])
    } catch (error) {
      if (!isPatchbayError(error)) log('A card could not be muted.', error)
      view = errorModal(title, slackWords(error))
    }
    await fillView(interactive, { id: viewId }, view)
  })
}
