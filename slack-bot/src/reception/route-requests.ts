import type { ReceiverEvent } from '@slack/bolt'
import { z } from 'zod'
import type { Desk } from '../open-desk.ts'
import type { Choices } from './choices.ts'
import type { Route } from './front-desk.ts'

const metadata = z.object({ cluster: z.string() })

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    context.addIssue('is no JSON')
    return z.NEVER
  }
})

/** The few places of a payload that say about which cluster and by whom it is. */
const bodySchema = z.object({
  type: z.string().optional(),
  command: z.string().optional(),
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  event: z.object({ user: z.string().optional() }).optional(),
  view: z
    .object({ private_metadata: json.pipe(metadata) })
    .optional()
    .catch(undefined),
  actions: z
    .array(z.object({ value: z.string().optional(), block_id: z.string().optional() }))
    .optional()
    .catch(undefined),
})

/**
 * Hands each request to the desk of its cluster: the one that a form, a home tab or a card names, the one that has the run of a button, else
 * the one that the person chose with `/connectors use`. What must be looked up for that is acknowledged first.
 */
export const routeRequests = (desks: readonly [Desk, ...Desk[]], choices: Choices): Route => {
  const [first] = desks
  const named = (name: string | undefined): Desk | undefined => desks.find((desk) => desk.name === name)

  const withRun = async (run: string): Promise<Desk | undefined> => {
    for (const desk of desks) {
      if ((await desk.bot.messages.find(run)) !== undefined) return desk
    }
    return undefined
  }

  return async (event) => {
    if (desks.length === 1) return first.app.processEvent(event)
    const body = bodySchema.parse(event.body)
    const [, card] = /^at:([^:]+):/.exec(body.actions?.[0]?.block_id ?? '') ?? []
    const told = named(body.view?.private_metadata.cluster ?? card)
    if (told !== undefined) return told.app.processEvent(event)
    const isAcked = body.command !== undefined || body.type === 'block_actions'
    if (isAcked) await event.ack()
    const run = body.actions?.[0]?.value
    const user = body.user_id ?? body.user?.id ?? body.event?.user
    const desk =
      (run === undefined ? undefined : await withRun(run)) ??
      named(user === undefined ? undefined : await choices.of(user)) ??
      first
    const handed: ReceiverEvent = isAcked ? { ...event, ack: async () => {} } : event
    return desk.app.processEvent(handed)
  }
}
