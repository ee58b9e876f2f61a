import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { ExistingDocuments } from './existing-documents.ts'
import { readMark } from './fingerprint.ts'

const docsSchema = z.object({
  docs: z.array(
    z.object({
      _id: z.string(),
      found: z.boolean().optional(),
      _seq_no: z.number().optional(),
      _primary_term: z.number().optional(),
      _version: z.number().optional(),
      _source: z.object({ _patchbay: z.unknown().optional() }).optional(),
    }),
  ),
})

/** Those of some documents that the index has, as they are now. */
export const lookUpExisting = async (
  es: Client,
  {
    index,
    ids,
    doubtedFrom,
    signal,
  }: { index: string; ids: readonly string[]; doubtedFrom: number | undefined; signal: AbortSignal },
): Promise<ExistingDocuments> => {
  const documents = new ExistingDocuments(doubtedFrom)
  if (ids.length === 0) return documents
  const answer = await es.mget({ index, ids: [...ids], _source_includes: '_patchbay' }, { signal })
  for (const document of docsSchema.parse(answer).docs) {
    if (document.found !== true) continue
    const { _id: id, _source, _seq_no: seqNo, _primary_term: primaryTerm, _version: version } = document
    const mark = _source?._patchbay
    documents.add({
      id,
      mark: typeof mark === 'string' ? readMark(mark) : undefined,
      seqNo: seqNo ?? 0,
      primaryTerm: primaryTerm ?? 0,
      version: version ?? 0,
    })
  }
  return documents
}
