import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const answerSchema = z.object({
  aggregations: z
    .object({
      indices: z.object({ buckets: z.array(z.object({ key: z.string(), doc_count: z.number() })) }),
    })
    .optional(),
})

/**
 * How many documents each index behind the patterns has, in one request. An index that isn't named is empty, is not
 * there, or is not the caller's to read: which of them, only a look at it tells.
 */
export const countByIndex = async (
  es: Client,
  patterns: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  try {
    const answer = await es.search({
      index: [...patterns],
      ignore_unavailable: true,
      allow_no_indices: true,
      size: 0,
      track_total_hits: false,
      aggs: { indices: { terms: { field: '_index', size: 10_000 } } },
    })
    const buckets = answerSchema.parse(answer).aggregations?.indices.buckets ?? []
    return new Map(buckets.map(({ key, doc_count }) => [key, doc_count]))
  } catch (error) {
    if (hasStatus(error, 403, 404)) return new Map()
    throw error
  }
}
