import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { type About, findOwnMessage, metadataOf, type Place } from '../messages/find-own-message.ts'
import { isGone } from '../slack-error.ts'
import { line, lines, type Message, message, text } from '../views/blocks.ts'

/** The channel of requests, as far as messages of runs go. */
export interface RunChannel {
  channel: string
  post(run: string, drawn: Message): Promise<Place>
  /** False where somebody deleted it. */
  edit(place: Place, drawn: Message): Promise<boolean>
  /** What a bot posted that didn't live to remember it, where the app may read its channel. */
  find(run: string): Promise<Place | undefined>
  /** A line in the thread of a message. */
  tell(place: Place, words: string): Promise<void>
}

const posted = z.object({ ts: z.string(), channel: z.string() })
const about = (run: string): About => ({ type: 'patchbay_run', id: run })

export const openRunChannel = (
  slack: WebClient,
  { channel, botUser }: { channel: string; botUser: string | undefined },
): RunChannel => ({
  channel,
  async post(run, drawn) {
    const metadata = metadataOf(about(run))
    const answer = await slack.chat.postMessage({ channel, ...drawn, metadata, unfurl_links: false })
    return posted.parse(answer)
  },
  async edit(place, drawn) {
    try {
      await slack.chat.update({ ...place, ...drawn })
      return true
    } catch (error) {
      if (isGone(error)) return false
      throw error
    }
  },
  find: (run) => findOwnMessage(slack, { channel, about: about(run), botUser }),
  async tell({ channel: place, ts }, words) {
    await slack.chat.postMessage({
      channel: place,
      thread_ts: ts,
      ...message(words, [lines(line(text(words)))]),
      unfurl_links: false,
    })
  },
})
