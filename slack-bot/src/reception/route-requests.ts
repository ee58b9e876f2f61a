import { z } from 'zod'
import type { Desk } from '../open-desk.ts'
import { errorMessage } from '../views/error-message.ts'
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
  response_url: z.string().nullish(),
  user_id: z.string().nullish(),
  user: z.object({ id: z.string() }).nullish(),
  event: z.object({ user: z.string().nullish() }).nullish(),
  view: z
    .object({ private_metadata: json.pipe(metadata) })
    .nullish()
    .catch(undefined),
  actions: z
    .array(z.object({ value: z.string().optional(), block_id: z.string().optional() }))
    .optional()
    .catch(undefined),
})

/** Kinds of requests whose answer holds nothing: they are acknowledged before anything is looked up. */
const ackedAtOnce = ['block_actions', 'event_callback']

/** Where no cluster can be asked with which one somebody works, no desk answers them. */
const answerFor = async (url: string, error: unknown): Promise<void> => {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...errorMessage(error), response_type: 'ephemeral', replace_original: false }),
  })
}

/** The desk that has the run of a button; one that doesn't answer may be the one. */
const deskWithRun = async (desks: readonly Desk[], run: string): Promise<Desk | undefined> => {
  const silent: Desk[] = []
  const looks = desks.map(async (desk) => {
    const found = await desk.bot.messages.find(run).catch((error: unknown) => {
      desk.bot.log(`Whether a button is about ${desk.name} could not be looked up.`, error)
      silent.push(desk)
    })
    return found === undefined ? Promise.reject(new Error('It is elsewhere.')) : desk
  })
  return Promise.any(looks).catch(() => silent[0])
}

/**
 * Hands each request to the desk of its cluster: the one that a form, a home tab or a card names, the one that has the
 * run of a button, else the one that the person chose with `/connectors use`. What must be looked up for that is
 * acknowledged first.
 */
export const routeRequests = (desks: readonly [Desk, ...Desk[]], choices: Choices): Route => {
  const [first] = desks
  const named = (name: string | undefined): Desk | undefined => desks.find((desk) => desk.name === name)

  return async (event) => {
    if (desks.length === 1) return first.app.processEvent(event)
    const body = bodySchema.parse(event.body)
    const { command, type = '', response_url: answerTo } = body
    const [, card] = /^at:([^:]+):/.exec(body.actions?.[0]?.block_id ?? '') ?? []
    const told = named(body.view?.private_metadata.cluster ?? card)
    if (told !== undefined) return told.app.processEvent(event)
    const isAcked = command !== undefined || ackedAtOnce.includes(type)
    if (isAcked) await event.ack()
    const run = body.actions?.[0]?.value
    const user = body.user_id ?? body.user?.id ?? body.event?.user ?? undefined
    try {
      const desk =
        (run === undefined ? undefined : await deskWithRun(desks, run)) ??
        named(user === undefined ? undefined : await choices.of(user)) ??
        first
      await desk.app.processEvent(isAcked ? { ...event, ack: async () => {} } : event)
    } catch (error) {
      if (answerTo == null) throw error
      first.bot.log('Nobody knows with which cluster somebody works.', error)
      await answerFor(answerTo, error)
    }
  }
}
