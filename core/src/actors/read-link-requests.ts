import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { everyPage } from '../elasticsearch/every-page.ts'
import { hasStatus } from '../errors.ts'
import { parseStoredEvent, runsIndex, type Stamp } from '../run-log/event.ts'

/** Somebody asked to link an account, or to end that: what the first event of the run says. */
export interface LinkRequest {
  name: 'actor.link' | 'actor.unlink'
  account: string
  /** Of a link. */
  code: string
  run: string
  by: Stamp
  at: string
}

const hitSchema = z.object({ _id: z.string(), _source: z.unknown().optional() })
const inputSchema = z.object({ account: z.string(), code: z.string().default('') })

const requestOf = ({ _id, _source }: z.infer<typeof hitSchema>): LinkRequest[] => {
  const stamped = parseStoredEvent(1, _source)
  if (!_id.endsWith('/1') || stamped?.event.type !== 'requested') return []
  const { operation: name, input } = stamped.event
  const asked = inputSchema.safeParse(input)
  if (!asked.success || (name !== 'actor.link' && name !== 'actor.unlink')) return []
  return [{ ...asked.data, name, run: _id.slice(0, -2), by: stamped.by, at: stamped.at }]
}

/** What was asked about one account, or about all of them, oldest first. Both operations wait until a search sees them. */
export const readLinkRequests = async (es: Client, account?: string): Promise<LinkRequest[]> => {
  const requests: LinkRequest[] = []
  const filter = [
    { term: { 'event.type': 'requested' } },
    { terms: { 'event.operation': ['actor.link', 'actor.unlink'] } },
    ...(account === undefined ? [] : [{ term: { 'event.targetId': account } }]),
  ]
  const asked = { query: { bool: { filter } } }
  try {
    for await (const hits of everyPage(es, { index: runsIndex, size: 1000, asked, hit: hitSchema }))
      requests.push(...hits.flatMap(requestOf))
  } catch (error) {
    // Before the cluster is set up nobody is linked.
    if (!hasStatus(error, 404)) throw error
  }
  return requests.toSorted((a, b) => a.at.localeCompare(b.at) || a.run.localeCompare(b.run))
}
