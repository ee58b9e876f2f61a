import { shownRunSchema } from '@patchbay/core/words'
import type { App } from '@slack/bolt'
import type { HomeView } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { readClick } from '../interactions/click.ts'
import { createModalOpener } from '../interactions/open-modal.ts'
import { reasonModal } from '../interactions/register-decisions.ts'
import { textModal } from '../views/modal.ts'
import { slackWords } from '../views/error-message.ts'
import { homeContents } from './home-contents.ts'
import { closedHome, homeView } from './home-view.ts'

type Parts = Pick<
  Bot,
  'core' | 'cluster' | 'interactive' | 'resolvePerson' | 'executor' | 'homes' | 'drawRun' | 'log'
>

const eventSchema = z.object({ user: z.string(), tab: z.string().optional() })

/** Draws the home tab of a person, with what they may see. */
export const createDrawHome =
  ({
    core,
    clusters,
    interactive,
    identities,
    log,
  }: Pick<Bot, 'core' | 'clusters' | 'interactive' | 'identities' | 'log'>) =>
  async (user: string): Promise<void> => {
    let view: HomeView
    try {
      // Said first, with the way in, where nobody knows them.
      const session = await identities.resolve({ id: user })
      const known = await identities.find({ id: user })
      view = homeView({
        ...(await homeContents(core, session)),
        by: known?.by ?? 'configuration',
        clusters: clusters.names,
      })
    } catch (error) {
      const { message, next } = slackWords(error)
      view = closedHome(message, next)
    }
    await interactive.views
      .publish({ user_id: user, view })
      .catch((error: unknown) => log('A home tab was lost.', error))
  }

/** The home tab each time that somebody opens it, and the decisions that are made there. */
export const registerHome = (app: App, parts: Parts): void => {
  const { core, cluster, homes, drawRun, executor } = parts
  const openFor = createModalOpener(parts)

  app.event('app_home_opened', async ({ event }) => {
    const { user, tab } = eventSchema.parse(event)
    if (tab !== 'messages') await homes.open(user)
  })

  app.action('home.start', async ({ ack, body, respond }) => {
    await ack()
    const click = readClick(body)
    await openFor({ click, respond }, 'Start the request', async (person) => {
      await core.run(person, 'approval.start', { run: click.value })
      await executor.lookAt({ run: click.value, requester: person.actor.username })
      return textModal('Start the request', [
        'It begins as soon as policy lets it; the message in the channel tells how far it is.',
      ])
    })
    await homes.refresh(click.person.id)
  })

  for (const choice of ['approve', 'reject'] as const) {
    app.action(`home.${choice}`, async ({ ack, body, respond }) => {
      await ack()
      const click = readClick(body)
      const title = choice === 'reject' ? 'Reject the request' : 'Approve the request'
      await openFor({ click, respond }, title, async (person) => {
        const answer = await core.run(person, 'approval.get', { run: click.value })
        const shown = shownRunSchema.parse('result' in answer ? answer.result : undefined)
        // On the home tab there is only its name: here is all that is decided about.
        const about = drawRun(shown, 'modal').blocks.filter(({ type }) => type !== 'actions')
        return reasonModal({ cluster, run: click.value, choice, risk: shown.risk, about })
      })
    })
  }
}
