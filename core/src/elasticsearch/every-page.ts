import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'

/** How long Elasticsearch keeps the moment between two pages. */
const keepAlive = '2m'

export interface EveryPage<Hit> {
  index: string
  /** Documents a page. */
  size: number
  /** Which documents, and what else is asked of each. */
  asked: Pick<estypes.SearchRequest, '_source' | 'query' | 'version' | 'seq_no_primary_term'>
  hit: z.ZodType<Hit>
  signal?: AbortSignal
}

const opened = z.object({ id: z.string() })
const sorted = z.object({ sort: z.array(z.union([z.string(), z.number()])).min(1) })
const options = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

/** Every document of an index as it is at one moment, page by page, in no order; by search, so without the last second. */
export async function* everyPage<Hit>(
  es: Client,
  { index, size, asked, hit, signal }: EveryPage<Hit>,
): AsyncGenerator<Hit[]> {
  const answerSchema = z.object({
    pit_id: z.string(),
    hits: z.object({ hits: z.array(z.intersection(sorted, hit)) }),
  })
  let { id } = opened.parse(await es.openPointInTime({ index, keep_alive: keepAlive }, options(signal)))
  try {
    let after: (string | number)[] | undefined
    for (;;) {
      const request = {
        ...asked,
        pit: { id, keep_alive: keepAlive },
        size,
        sort: [{ _shard_doc: 'asc' as const }],
        track_total_hits: false,
        ...(after === undefined ? {} : { search_after: after }),
      }
      const answer = answerSchema.parse(await es.search(request, options(signal)))
      id = answer.pit_id
      const { hits } = answer.hits
      yield hits
      after = hits.at(-1)?.sort
      if (hits.length < size) return
    }
  } finally {
    await es.closePointInTime({ id })
  }
}
