import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { everyPage } from '../elasticsearch/every-page.ts'
import { ExistingDocuments } from './existing-documents.ts'
import { readMark } from './fingerprint.ts'

const page = 10_000

const hitSchema = z.object({
  _id: z.string(),
  _version: z.number(),
  _seq_no: z.number(),
  _primary_term: z.number(),
  _source: z.object({ _patchbay: z.unknown().optional() }).optional(),
})

export interface Before {
  documents: ExistingDocuments
  /** The largest version of a document: epochs must not be smaller. */
  version: number
}

/** Every document of the index at one moment. */
export const readExisting = async (
  es: Client,
  { index, doubtedFrom, signal }: { index: string; doubtedFrom: number | undefined; signal: AbortSignal },
): Promise<Before> => {
  const documents = new ExistingDocuments(doubtedFrom)
  let version = 0
  // What the last sync wrote in its last second must be seen.
  await es.indices.refresh({ index }, { signal })
  const asked = { _source: ['_patchbay'], version: true, seq_no_primary_term: true }
  for await (const hits of everyPage(es, { index, size: page, asked, hit: hitSchema, signal })) {
    for (const hit of hits) {
      const mark = hit._source?._patchbay
      documents.add({
        id: hit._id,
        mark: typeof mark === 'string' ? readMark(mark) : undefined,
        seqNo: hit._seq_no,
        primaryTerm: hit._primary_term,
        version: hit._version,
      })
      version = Math.max(version, hit._version)
    }
  }
  return { documents, version }
}
