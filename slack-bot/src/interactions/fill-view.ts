import type { WebClient } from '@slack/web-api'
import type { ModalView } from '@slack/types'
import { slackErrorOf } from '../slack-error.ts'

/** The person closed it meanwhile; or answered once more, and that answer draws it. */
const needsNothing = new Set(['not_found', 'hash_conflict'])

/** Shows something in a modal that was opened before; `hash`: unless it has changed since. */
export const fillView = async (
  slack: Pick<WebClient, 'views'>,
  { id, hash }: { id: string; hash?: string },
  view: ModalView,
): Promise<void> => {
  try {
    await slack.views.update({ view_id: id, view, ...(hash === undefined ? {} : { hash }) })
  } catch (error) {
    if (!needsNothing.has(slackErrorOf(error) ?? '')) throw error
  }
}
