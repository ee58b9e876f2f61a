import { type Session, systemClock } from '@patchbay/core'
import type { App } from '@slack/bolt'
import type { PlainTextOption } from '@slack/types'
import { z } from 'zod'
import type { Bot } from '../bot.ts'
import { plain } from '../views/blocks.ts'
import type { Picked } from '../views/input-block.ts'

type Parts = Pick<Bot, 'core' | 'resolvePerson' | 'log'>

const askedSchema = z.object({
  value: z.string().default(''),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
})

/** Slack waits three seconds for a list, its way here and back included. Milliseconds. */
const listWithin = 2_000

interface Choice {
  value: string
  label: string
}

/** Slack shows 100, and takes no value over 150 characters. */
const optionsOf = (choices: readonly Choice[], typed: string): PlainTextOption[] =>
  choices
    .filter(({ value, label }) => value.length <= 150 && `${label} ${value}`.toLowerCase().includes(typed))
    .slice(0, 100)
    .map(({ value, label }) => ({ text: plain(label, 75), value }))

const connectors = z.object({
  items: z.array(
    z.object({ id: z.string(), name: z.string().nullable(), serviceType: z.string().nullable() }),
  ),
})
const jobs = z.object({
  items: z.array(z.object({ id: z.string(), connector: z.string(), status: z.string(), kind: z.string() })),
})
const runs = z.object({
  items: z.array(
    z.object({ run: z.string(), title: z.string(), target: z.string().nullable(), state: z.string() }),
  ),
})

/** Lists that are searched while somebody types: they answer with what Elasticsearch gives in one look. */
export const registerPicks = (app: App, { core, resolvePerson, log }: Parts): void => {
  const result = async (session: Session, name: string, input: object): Promise<unknown> => {
    const answer = await core.run(session, name, input)
    return 'result' in answer ? answer.result : undefined
  }
  const lists: Record<Picked, (session: Session, typed: string) => Promise<PlainTextOption[]>> = {
    async connector(session, typed) {
      const query = typed === '' ? {} : { query: typed }
      const { items } = connectors.parse(await result(session, 'connector.list', { ...query, limit: 100 }))
      const choices = items.map(({ id, name, serviceType }) => ({
        value: id,
        label: `${name ?? id} · ${serviceType ?? 'no type'}`,
      }))
      // Elasticsearch has searched already, also in what isn't shown.
      return optionsOf(choices, '')
    },
    async job(session, typed) {
      const { items } = jobs.parse(await result(session, 'sync.list', { limit: 100 }))
      const choices = items.map(({ id, connector, kind, status }) => ({
        value: id,
        label: `${kind} · ${status} · ${connector} · ${id}`,
      }))
      return optionsOf(choices, typed.toLowerCase())
    },
    async run(session, typed) {
      const { items } = runs.parse(await result(session, 'approval.list', {}))
      const choices = items.map(({ run, title, target, state }) => ({
        value: run,
        label: [title, target, state].filter((part) => part !== null).join(' · '),
      }))
      return optionsOf(choices, typed.toLowerCase())
    },
  }

  for (const [what, list] of Object.entries(lists)) {
    app.options(`pick.${what}`, async ({ ack, body }) => {
      const { value, user } = askedSchema.parse(body)
      const found = resolvePerson({ id: user.id, team: user.team_id ?? undefined })
        .then((session) => list(session, value))
        .catch((error: unknown) => {
          log(`A list (${what}) of a form stayed empty.`, error)
          return []
        })
      const enough = new AbortController()
      // An empty list in time, which can be typed into again, rather than an error of Slack's.
      const late = systemClock.sleep(listWithin, enough.signal).then(
        () => [],
        () => [],
      )
      await ack({ options: await Promise.race([found, late]) })
      enough.abort()
    })
  }
}
