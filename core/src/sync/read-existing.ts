import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { ExistingDocuments } from './existing-documents.ts'
import { readMark } from './fingerprint.ts'

const page = 10_000
const keepAlive = '2m'

const opened = z.object({ id: z.string() })
const answerSchema = z.object({
  pit_id: z.string(),
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        _version: z.number(),
        _seq_no: z.number(),
        _primary_term: z.number(),
        _source: z.object({ _patchbay: z.unknown().optional() }).optional(),
        sort: z.array(z.union([z.string(), z.number()])).min(1),
      }),
    ),
  }),
})

export interface Before {
  documents: ExistingDocuments
  /** The largest version of a document: epochs must not be smaller. */
  version: number
}

/** Every document of the index at one moment. */
export const readExisting = async (es: Client, index: string, signal: AbortSignal): Promise<Before> => {
  const documents = new ExistingDocuments()
  let version = 0
  // What the last sync wrote in its last second must be seen.
  await es.indices.refresh({ index }, { signal })
  let { id: pit } = opened.parse(await es.openPointInTime({ index, keep_alive: keepAlive }, { signal }))
  try {
    let after: (string | number)[] | undefined
    for (;;) {
      const request = {
        pit: { id: pit, keep_alive: keepAlive },
        size: page,
        sort: [{ _shard_doc: 'asc' as const }],
        _source: ['_patchbay'],
        version: true,
        seq_no_primary_term: true,
        track_total_hits: false,
        ...(after === undefined ? {} : { search_after: after }),
      }
      const answer = answerSchema.parse(await es.search(request, { signal }))
      pit = answer.pit_id
      for (const hit of answer.hits.hits) {
        const mark = hit._source?._patchbay
        documents.add({
          id: hit._id,
          mark: typeof mark === 'string' ? readMark(mark) : undefined,
          seqNo: hit._seq_no,
          primaryTerm: hit._primary_term,
        })
        version = Math.max(version, hit._version)
      }
      after = answer.hits.hits.at(-1)?.sort
      if (answer.hits.hits.length < page) return { documents, version }
    }
  } finally {
    await es.closePointInTime({ id: pit })
  }
}
