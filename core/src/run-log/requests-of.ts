import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { everyPage } from '../elasticsearch/every-page.ts'
import { hasStatus } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import { parseStoredEvent, runsIndex, type Stamp } from './event.ts'

/** What somebody asked for: the first event of a run. Whether it was done, and is what it says, its own log tells. */
export interface Request {
  operation: string
  input: JsonObject
  run: string
  by: Stamp
  at: string
}

const hitSchema = z.object({ _id: z.string(), _source: z.unknown().optional() })

/**
 * Every request of some operations, about one target or any, oldest first. By search: operations that are read so wait
 * until a search sees them (`seenAtOnce`). Before the cluster is set up there are none.
 */
export const requestsOf = async (
  es: Client,
  { operations, target }: { operations: readonly string[]; target?: string | undefined },
): Promise<Request[]> => {
  const requestOf = ({ _id, _source }: z.infer<typeof hitSchema>): Request[] => {
    const stamped = parseStoredEvent(1, _source)
    if (!_id.endsWith('/1') || stamped?.event.type !== 'requested') return []
    const { operation, input } = stamped.event
    if (!operations.includes(operation)) return []
    return [{ operation, input, run: _id.slice(0, -2), by: stamped.by, at: stamped.at }]
  }
  const filter = [
    { term: { 'event.type': 'requested' } },
    { terms: { 'event.operation': [...operations] } },
    ...(target === undefined ? [] : [{ term: { 'event.targetId': target } }]),
  ]
  const asked = { query: { bool: { filter } } }
  const requests: Request[] = []
  try {
    for await (const hits of everyPage(es, { index: runsIndex, size: 1000, asked, hit: hitSchema }))
      requests.push(...hits.flatMap(requestOf))
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
  return requests.toSorted((a, b) => a.at.localeCompare(b.at) || a.run.localeCompare(b.run))
}
