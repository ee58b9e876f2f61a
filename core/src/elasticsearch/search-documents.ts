import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'

const hits = z.object({
  hits: z.object({
    total: z.object({ value: z.number() }),
    hits: z.array(
      z.object({ _id: z.string(), _score: z.number().nullish(), _source: z.record(z.string(), z.unknown()) }),
    ),
  }),
})

export interface FoundDocument {
  id: string
  score: number | null
  document: Record<string, unknown>
}

/** Documents of an index that match, the best first, and how many there are in all. */
export const searchDocuments = async (
  es: Client,
  index: string,
  { query, from, size }: { query: estypes.QueryDslQueryContainer; from: number; size: number },
): Promise<{ items: FoundDocument[]; total: number }> => {
  const answer = hits.parse(
    // Told apart by our own mark alone, which says nothing to anybody.
    await es.search({
      index,
      query,
      from,
      size,
      track_total_hits: true,
      _source: { excludes: ['_patchbay'] },
    }),
  )
  return {
    items: answer.hits.hits.map(({ _id, _score, _source }) => ({
      id: _id,
      score: _score ?? null,
      document: _source,
    })),
    total: answer.hits.total.value,
  }
}
