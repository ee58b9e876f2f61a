import type { Clock, Runner, Session, StateStore } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Chore } from '../chores/start-chores.ts'
import { type About, findOwnMessage, metadataOf } from '../messages/find-own-message.ts'
import { changeStored } from '../notices/change-stored.ts'
import type { ChannelPlan } from '../notices/plan-channels.ts'
import { readProblems } from '../notices/read-problems.ts'
import { type DigestTime, isOneOf } from '../notices/subscription.ts'
import { isForGood } from '../runs/load-run.ts'
import { bold, line, lines, type Message, message } from '../views/blocks.ts'
import { slackWords } from '../views/error-message.ts'
import { prose } from '../views/prose.ts'
import { type DigestContents, digestMessage } from './digest-message.ts'
import { type DueDigest, dueDigest } from './due-digest.ts'

/** The last digest of a channel, by its hour and zone. */
export const sentDigestsSchema = z.record(
  z.string(),
  z.object({
    due: z.string(),
    /** When a bot took it upon itself; one that died in between left it unsent. */
    claimed: z.string(),
    sent: z.boolean(),
  }),
)
export type SentDigests = z.infer<typeof sentDigestsSchema>

export interface DigestParts {
  core: Runner
  session: Session
  store: StateStore<SentDigests>
  plans: () => Promise<ChannelPlan[]>
  slack: WebClient
  botUser: string | undefined
  clock: Pick<Clock, 'now'>
  log(problem: string, error: unknown): void
}

/** A digest that was claimed so long ago and isn't sent was lost with its bot. Milliseconds. */
const lostAfter = 5 * 60_000

const statsSchema = z.object({
  jobs: z.number(),
  kinds: z.array(
    z.object({
      completed: z.number(),
      error: z.number(),
      indexedDocuments: z.number(),
      deletedDocuments: z.number(),
    }),
  ),
  errors: z.array(z.object({ error: z.string(), jobs: z.number() })),
})
const waitingSchema = z.object({
  items: z.array(
    z.object({ title: z.string(), target: z.string().nullable(), requester: z.string().nullable() }),
  ),
})
const connectorsSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
})
const doctorSchema = z.object({
  items: z.array(z.object({ check: z.string(), state: z.string(), found: z.string() })),
})

/** Of keys it is said elsewhere, of what the reader lacks nobody wants to hear. */
const ofSetUp = ({ check, state }: { check: string; state: string }): boolean =>
  state === 'problem' && check !== 'keys' && !check.startsWith('privileges')

/** Whoever asked for it may no longer look: said once a day in its place. */
const unreadable = ({ as }: DigestTime, error: unknown): Message => {
  if (!isForGood(error)) throw error
  const { message: why, next } = slackWords(error)
  const title = `The digest can't be made as ${as}`
  return message(title, [lines(line(bold(title)), line(...prose(why)), line(...prose(next)))])
}

/** Sends each channel its digest once, by whichever bot is first. */
export const createDigests = (parts: DigestParts): Chore => {
  const { core, session, store, plans, slack, botUser, clock, log } = parts

  const gather = async (
    { zone, as, connectors }: DigestTime,
    { since, until }: DueDigest,
  ): Promise<DigestContents> => {
    const person = await session.as(as)
    const result = async (name: string, input: object): Promise<unknown> => {
      const answer = await core.run(person, name, input)
      return 'result' in answer ? answer.result : undefined
    }
    const between = { since: since.toISOString(), until: until.toISOString() }
    const all = connectors.includes('*')
    const isOurs = (name: string, connector = ''): boolean => all || isOneOf(connectors, { name, connector })
    const ids = all
      ? {}
      : {
          connectors: connectorsSchema
            .parse(await result('connector.list', { limit: 10_000 }))
            .items.flatMap(({ id, name }) => (isOurs(name ?? id, id) ? [id] : [])),
        }
    const [stats, waiting, doctor, problems] = await Promise.all([
      result('sync.stats', { ...between, ...ids }).then((found) => statsSchema.parse(found)),
      result('approval.list', { state: 'waiting', limit: 100 }).then((found) => waitingSchema.parse(found)),
      result('cluster.doctor', {}).then((found) => doctorSchema.parse(found)),
      readProblems(core, person).then((found) =>
        found.filter(({ name, connector }) => isOurs(name, connector)),
      ),
    ])
    const sum = (of: (kind: (typeof stats.kinds)[number]) => number): number =>
      stats.kinds.reduce((total, kind) => total + of(kind), 0)
    return {
      cluster: session.cluster.name,
      zone,
      connectors,
      since,
      syncs: {
        jobs: stats.jobs,
        completed: sum(({ completed }) => completed),
        failed: sum(({ error }) => error),
        written: sum(({ indexedDocuments }) => indexedDocuments),
        deleted: sum(({ deletedDocuments }) => deletedDocuments),
      },
      errors: stats.errors,
      waiting: waiting.items.filter(({ target }) => isOurs(target ?? '')),
      bad: problems.filter(({ grade }) => grade === 'bad').length,
      warnings: problems.filter(({ grade }) => grade === 'warning').length,
      keys: problems.filter(({ code }) => code.startsWith('key-')),
      setUp: doctor.items.filter(ofSetUp).map(({ check, found }) => `${check}: ${found}`),
    }
  }

  const send = async (channel: string, time: DigestTime): Promise<void> => {
    const now = clock.now()
    const due = dueDigest(time, now)
    if (due === undefined) return
    const about = time.connectors.includes('*') ? [] : time.connectors
    const name = [time.at, time.zone, ...about].join(' ')
    let isLost = false
    const mark = (more: { sent: boolean } | undefined): Promise<boolean> =>
      changeStored(store, channel, (sent = {}) => {
        const { [name]: last, ...others } = sent
        if (more === undefined) return others
        const lost = last?.sent === false && now.getTime() - Date.parse(last.claimed) >= lostAfter
        if (!more.sent) isLost = lost && last.due === due.due
        if (!more.sent && last?.due === due.due && !lost) return undefined
        return { ...sent, [name]: { due: due.due, claimed: now.toISOString(), ...more } }
      })
    if (!(await mark({ sent: false }))) return
    const metadata: About = { type: 'patchbay_digest', id: `${session.cluster.name}:${name}:${due.due}` }
    try {
      // Another bot may have sent it, and not lived to remember that.
      const found = isLost ? await findOwnMessage(slack, { channel, about: metadata, botUser }) : undefined
      if (found !== undefined) {
        await mark({ sent: true })
        return
      }
      const drawn = await gather(time, due).then(digestMessage, (error: unknown) => unreadable(time, error))
      await slack.chat.postMessage({ channel, ...drawn, metadata: metadataOf(metadata), unfurl_links: false })
      await mark({ sent: true })
    } catch (error) {
      // Not sent after all: the next look sends it.
      await mark(undefined)
      throw error
    }
  }

  return {
    trouble: 'Digests could not be looked at; the next look is in a minute.',
    async look() {
      for (const { channel, digests } of await plans()) {
        for (const time of digests) {
          try {
            await send(channel, time)
          } catch (error) {
            log(`The digest of the channel ${channel} is late.`, error)
          }
        }
      }
    },
  }
}
