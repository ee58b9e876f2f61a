import { z } from 'zod'
import type { PracticePerson } from './emulate-slack.ts'

/** The app and its bot, as Slack names them. */
export const practiceApp = { id: 'A0PRACTICE', bot: 'B0PRACTICE' } as const

const infoSchema = z.object({ user: z.looseObject({ id: z.string() }) })
const authSchema = z.looseObject({ ok: z.literal(true) })

/** What Slack says and the emulator doesn't: who is a guest, and which app the bot belongs to. */
export const completeAnswer = (method: string, text: string, people: readonly PracticePerson[]): string => {
  if (method === 'bots.info')
    return JSON.stringify({ ok: true, bot: { id: practiceApp.bot, app_id: practiceApp.id } })
  if (method === 'auth.test') {
    const { data } = authSchema.safeParse(JSON.parse(text))
    return data === undefined ? text : JSON.stringify({ ...data, bot_id: practiceApp.bot })
  }
  const info = method === 'users.info' ? infoSchema.safeParse(JSON.parse(text)) : undefined
  if (info?.success !== true) return text
  const guest = people.some(({ id, guest: is }) => is && id === info.data.user.id)
  return JSON.stringify({ ok: true, user: { ...info.data.user, is_restricted: guest } })
}
