import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'

const answerSchema = z.object({
  hits: z.object({
    total: z.object({ value: z.int() }),
    hits: z.array(z.object({ _primary_term: z.int().default(0), sort: z.tuple([z.int()]) })),
  }),
})

/**
 * What an index of one shard holds, as far as it can be told at one look. Whatever is written or deleted changes one of
 * these: a write takes a larger sequence number than all before, and what is deleted is missing from the documents.
 */
export interface IndexState {
  /** The largest sequence number of a document, and the term of the shard that gave it; -1 and 0 where there is none. */
  last: number
  primaryTerm: number
  documents: number
}

/** What the last sync wrote in its last second is seen. */
export const readIndexState = async (
  es: Client,
  index: string,
  signal?: AbortSignal,
): Promise<IndexState> => {
  const options = signal === undefined ? {} : { signal }
  await es.indices.refresh({ index }, options)
  const asked = {
    index,
    sort: [{ _seq_no: 'desc' as const }],
    size: 1,
    track_total_hits: true,
    seq_no_primary_term: true,
    _source: false,
  }
  const { hits, total } = answerSchema.parse(await es.search(asked, options)).hits
  const [last] = hits
  return { last: last?.sort[0] ?? -1, primaryTerm: last?._primary_term ?? 0, documents: total.value }
}

const countSchema = z.object({ count: z.int() })

/** How many of its documents nobody of ours wrote. */
export const countStrangers = async (es: Client, index: string, signal?: AbortSignal): Promise<number> => {
  const query = { bool: { must_not: [{ exists: { field: '_patchbay' } }] } }
  return countSchema.parse(await es.count({ index, query }, signal === undefined ? {} : { signal })).count
}
