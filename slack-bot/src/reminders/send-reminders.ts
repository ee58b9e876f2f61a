import { type Clock, isPatchbayError, type StateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import type { Chore } from '../chores/start-chores.ts'
import type { Identities } from '../identity/resolve-person.ts'
import { changeStored } from '../notices/change-stored.ts'
import type { KeptMessage } from '../runs/kept-message.ts'
import { isForGood, type LoadRun } from '../runs/load-run.ts'
import { afterReminder, dueReminder, type ReminderSettings, remindedSchema } from './due-reminder.ts'
import { reminderMessage, whomToCall } from './reminder-message.ts'

export interface ReminderParts {
  store: StateStore<KeptMessage>
  load: LoadRun
  slack: WebClient
  settings: ReminderSettings
  identities: Pick<Identities, 'find'>
  clock: Pick<Clock, 'now'>
  log(problem: string, error: unknown): void
}

const never = remindedSchema.parse({})

/**
 * Reminds of requests that wait, in their threads. What was said is remembered beside the request's message, by
 * compare-and-set and before it is said, so that of several bots one says it.
 */
export const createReminders = (parts: ReminderParts): Chore => {
  const { store, load, slack, settings, identities, clock, log } = parts

  /** Users of Elasticsearch by Slack id; who isn't known can't have asked or voted here. */
  const usernamesOf = async (ids: readonly string[]): Promise<Readonly<Record<string, string>>> => {
    const people = ids.filter((id) => !id.startsWith('S'))
    const found = await Promise.all(
      people.map(async (id) => {
        const known = await identities.find({ id }).catch((error: unknown) => {
          if (isPatchbayError(error)) return undefined
          throw error
        })
        return known === undefined ? [] : [[id, known.session.actor.username] as const]
      }),
    )
    return Object.fromEntries(found.flat())
  }

  const remind = async (id: string, { requester, channel, ts }: KeptMessage): Promise<void> => {
    const run = await load(id, requester)
    const { requestedAt, decideBy } = run
    if (run.state !== 'waiting' || run.changed || requestedAt === null || ts === undefined) return
    const now = clock.now()
    const due = (kept: KeptMessage) =>
      dueReminder({ requestedAt, decideBy }, { reminded: kept.reminded ?? never, settings, now })
    let before: KeptMessage | undefined
    const claimed = await changeStored(store, id, (kept) => {
      const kind = kept === undefined ? undefined : due(kept)
      if (kept === undefined || kind === undefined) return undefined
      before = kept
      return { ...kept, reminded: afterReminder(kept.reminded ?? never, kind, now) }
    })
    const kind = before === undefined ? undefined : due(before)
    if (!claimed || kind === undefined) return
    const to = settings.escalate?.to ?? []
    const call = kind === 'escalation' ? whomToCall(run, to, await usernamesOf(to)) : []
    try {
      const told = { channel, ...reminderMessage(run, { kind, now, call }), unfurl_links: false }
      // The last word is seen by the whole channel.
      await (kind === 'last-call'
        ? slack.chat.postMessage({ ...told, thread_ts: ts, reply_broadcast: true })
        : slack.chat.postMessage({ ...told, thread_ts: ts }))
    } catch (error) {
      // Not said after all: the next look says it.
      const reminded = before?.reminded
      await changeStored(store, id, (kept) => (kept === undefined ? undefined : { ...kept, reminded }))
      throw error
    }
  }

  return {
    trouble: 'Nobody could be reminded; the next look is in a minute.',
    async look() {
      for (const { id, value } of await store.list()) {
        if (value.over || value.ts === undefined) continue
        try {
          await remind(id, value)
        } catch (error) {
          if (!isForGood(error)) log(`A reminder of the run ${id} is behind.`, error)
        }
      }
    },
  }
}
