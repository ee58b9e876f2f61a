import { z } from 'zod'
import type { Session } from '../deps.ts'
import type { Runs } from '../operations/runs.ts'
import { type Request, requestsOf } from '../run-log/requests-of.ts'
import { wasDone } from '../steps/was-done.ts'

/** What a channel hears of, because somebody asked for it. */
export interface Subscription {
  channel: string
  /** Names of connectors; `*` stands for anything. */
  connectors: string[]
  severity: 'warning' | 'bad'
  /** The user whose rights decide what the channel sees, by Elasticsearch's stamp. */
  as: string
  since: string
  /** The run that asked for it. */
  run: string
}

const operations = ['notice.subscribe', 'notice.unsubscribe']
const inputSchema = z.object({
  channel: z.string(),
  connectors: z.array(z.string()).default([]),
  severity: z.enum(['warning', 'bad']).default('warning'),
})
type Asked = Request & z.infer<typeof inputSchema>

/** The same connectors, in whatever order they were named. */
export const sameConnectors = (connectors: readonly string[]): string => connectors.toSorted().join('\n')

/** An API key of somebody's own may hold less than they do, and nothing in a stamp says how much. */
export const countsHere = ({ apiKeyId }: { apiKeyId?: string | undefined }): boolean => apiKeyId === undefined

/** What of one channel was asked for and not ended, newest first: what is newer about the same connectors counts. */
const ofChannel = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  asked: readonly Asked[],
): Promise<Subscription[]> => {
  const found: Subscription[] = []
  const settled = new Set<string>()
  for (const { operation, channel, connectors, severity, run, by, at } of asked.toReversed()) {
    const about = sameConnectors(connectors)
    if (settled.has(about)) continue
    if (!(await wasDone(runs, session, { run, operation, target: channel }))) continue
    // Without names it ends all that was asked for before.
    if (operation === 'notice.unsubscribe' && connectors.length === 0) break
    settled.add(about)
    if (operation === 'notice.subscribe')
      found.push({ channel, connectors, severity, as: by.username, since: at, run })
  }
  return found
}

/** Every subscription that holds: the log of runs is where they are kept, so anybody who may append to it may ask. */
export const readSubscriptions = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  only: { channel?: string | undefined } = {},
): Promise<Subscription[]> => {
  // Not by the target that a request claims to have: what its input says counts.
  const requests = (await requestsOf(session.es, { operations })).flatMap((request) => {
    const { data } = inputSchema.safeParse(request.input)
    const isMeant = data !== undefined && (only.channel === undefined || data.channel === only.channel)
    return isMeant && countsHere(request.by) ? [{ ...request, ...data }] : []
  })
  const channels = Map.groupBy(requests, ({ channel }) => channel)
  const found: Subscription[] = []
  for (const [, asked] of [...channels].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    found.push(...(await ofChannel(runs, session, asked)))
  return found
}
