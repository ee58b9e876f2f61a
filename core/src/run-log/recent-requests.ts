import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { runsIndex } from './event.ts'

const hitsSchema = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        _source: z.object({ by: z.object({ username: z.string() }).optional().catch(undefined) }),
      }),
    ),
  }),
})

/** A run that was asked for, and who asked by Elasticsearch's stamp. */
export interface RecentRequest {
  run: string
  requester: string
}

/**
 * The newest requests, at most 500. Search only finds candidates (it misses the last second); each is then read from
 * its own log.
 */
export const recentRequests = async (es: Client, size = 500): Promise<RecentRequest[]> => {
  const answer = hitsSchema.parse(
    await es.search({
      index: runsIndex,
      size,
      _source: ['by.username'],
      query: { term: { 'event.type': 'requested' } },
      sort: [{ '@timestamp': 'desc' }],
    }),
  )
  // One without a stamp was written past the guard and is void; `audit verify` tells of it.
  return answer.hits.hits.flatMap(({ _id, _source: { by } }) =>
    _id.endsWith('/1') && by !== undefined ? [{ run: _id.slice(0, -2), requester: by.username }] : [],
  )
}
