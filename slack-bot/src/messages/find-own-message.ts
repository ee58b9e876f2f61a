import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { slackErrorOf } from '../slack-error.ts'

/** What a message of ours is about: written into its metadata, which nobody sees. */
export interface About {
  type: 'patchbay_run' | 'patchbay_notice' | 'patchbay_digest' | 'patchbay_subscription'
  id: string
}

export interface Place {
  channel: string
  ts: string
}

/** The metadata of a message that is to be found again. */
export const metadataOf = ({ type, id }: About) => ({ event_type: type, event_payload: { id } })

const messageSchema = z.object({
  ts: z.string(),
  user: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ id: z.string() }) }),
})
const historySchema = z.object({ messages: z.array(z.unknown()).default([]) })

/**
 * The message of a bot that posted it and didn't live to remember it, among the newest of its channel. Reading those
 * takes `channels:history` (`groups:history` in a private channel), which the manifest doesn't ask for: a bot that
 * can read along is more than most want. Without it nothing is found, and the message is posted once more.
 */
export const findOwnMessage = async (
  slack: WebClient,
  { channel, about, botUser }: { channel: string; about: About; botUser: string | undefined },
): Promise<Place | undefined> => {
  const answer = await slack.conversations
    .history({ channel, limit: 200, include_all_metadata: true })
    .catch((error: unknown) => {
      if (slackErrorOf(error) === 'missing_scope') return { messages: [] }
      throw error
    })
  const found = historySchema.parse(answer).messages.flatMap((one) => {
    const { data } = messageSchema.safeParse(one)
    // Another app may write the same metadata; its messages are none that we could edit.
    if (data === undefined || (botUser !== undefined && data.user !== botUser)) return []
    const { event_type, event_payload } = data.metadata
    return event_type === about.type && event_payload.id === about.id ? [data.ts] : []
  })
  return found[0] === undefined ? undefined : { channel, ts: found[0] }
}
