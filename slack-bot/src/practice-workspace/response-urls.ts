import { z } from 'zod'
import type { EmulatedSlack } from './emulate-slack.ts'
import type { Screens } from './screens.ts'

/** What an answer by a response URL is about. */
interface Asked {
  user: string
  channel: string
  /** Of the message whose button was pressed. */
  ts?: string
  /** Of what was whispered and whose button was pressed. */
  whisper?: string
}

export interface ResponseUrls {
  make(asked: Asked): string
  /** Takes what the bot sent to one: false where it has been used up, or never was. */
  take(id: string, body: unknown): Promise<boolean>
}

const bodySchema = z.looseObject({
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
})

/** Slack takes five answers in half an hour. */
const uses = 5
const validFor = 30 * 60_000

/** Slack's response URLs, which its emulator lacks: private answers, and edits of the message that was clicked. */
export const createResponseUrls = (
  { slack, screens }: { slack: EmulatedSlack; screens: Screens },
  { origin, changed }: { origin: () => string; changed: () => void },
): ResponseUrls => {
  const asked = new Map<string, Asked & { left: number; until: number }>()
  let count = 0
  return {
    make(about) {
      const id = `r${(count += 1)}`
      asked.set(id, { ...about, left: uses, until: Date.now() + validFor })
      return `${origin()}/response/${id}`
    },
    async take(id, body) {
      const about = asked.get(id)
      if (about === undefined || about.left === 0 || about.until < Date.now()) return false
      about.left -= 1
      const { response_type, replace_original, delete_original, ...message } = bodySchema.parse(body)
      const { channel, ts, user, whisper } = about
      if (delete_original && ts !== undefined) await slack.call('chat.delete', { channel, ts })
      else if (replace_original && ts !== undefined)
        await slack.call('chat.update', { channel, ts, ...message })
      else if (whisper !== undefined && (delete_original || replace_original))
        screens.rewhispered(user, whisper, delete_original ? undefined : message)
      else if (response_type === 'in_channel') await slack.call('chat.postMessage', { channel, ...message })
      else screens.whispered(user, channel, message)
      changed()
      return true
    },
  }
}
