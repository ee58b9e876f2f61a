import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import type { ChunkDigests } from './chunk-digests.ts'
import type { Claim } from './claim-job.ts'
import type { Listed } from './copy-documents.ts'
import type { IndexBefore } from './index-before.ts'
import type { IndexState } from './index-state.ts'
import type { Written } from './written.ts'

/** Characters that are kept: enough for tables of some hundred gigabytes. Of more, every document is looked at. */
const most = 256 * 1024

const storedSchema = z.object({
  _source: z.object({
    index_uuid: z.string(),
    last: z.int(),
    primary_term: z.int(),
    documents: z.int(),
    chunks: z.array(z.object({ part: z.string(), digests: z.string() })),
  }),
})

/** What chunks of the source an index holds, in which state of it. True for as long as it is in that state. */
interface KnownChunks {
  /** Of the index. */
  uuid: string
  state: IndexState
  /** Digests of each part's chunks, one after the other. */
  parts: ReadonlyMap<string, string>
}

const chunksId = (index: string): string => `chunks:${index}`

const readKnownChunks = async (es: Client, index: string): Promise<KnownChunks | undefined> => {
  try {
    const found = storedSchema.safeParse(await es.get({ index: leasesIndex, id: chunksId(index) })).data
      ?._source
    // What another version wrote is as good as nothing: the sync looks at every document, and writes it anew.
    if (found === undefined) return undefined
    const { index_uuid: uuid, last, primary_term: primaryTerm, documents, chunks } = found
    const parts = new Map(chunks.map(({ part, digests }) => [part, digests]))
    return { uuid, state: { last, primaryTerm, documents }, parts }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

interface Before {
  uuid: string
  existing: IndexBefore
}

/** Digests of chunks that an index holds still, as nothing was written to it since they were kept. */
export const knownChunks = async (
  es: Client,
  { index, lease }: Pick<Claim, 'index' | 'lease'>,
  { uuid, existing: { state } }: Before,
): Promise<KnownChunks['parts'] | undefined> => {
  // What an earlier owner may have left must be written again, whatever it looks like.
  if (state === undefined || lease.doubtedFrom !== undefined) return undefined
  const known = await readKnownChunks(es, index)
  return known?.uuid === uuid && isDeepStrictEqual(known.state, state) ? known.parts : undefined
}

interface After extends Pick<KnownChunks, 'uuid' | 'state'> {
  digests: ChunkDigests
  listed: Pick<Listed, 'passed'>
  written: Pick<Written, 'deleted'>
  /** How many documents of the index nobody of ours wrote. */
  strangers: () => Promise<number>
}

/**
 * Keeps which chunks an index holds, where a sync that left nothing out has shown that: the index has as many documents as
 * were listed, and all are ours. Where something was deleted, something may be gone the next time as well, and then every
 * document is looked at anyway.
 */
export const keepChunks = async (
  es: Client,
  index: string,
  { uuid, state, digests: { parts, documents }, listed, written, strangers }: After,
): Promise<void> => {
  const isWhole = parts !== undefined && documents === state.documents && written.deleted === 0
  if (!isWhole || listed.passed === documents || (await strangers()) > 0) return
  const chunks = Array.from(parts, ([part, digests]) => ({ part, digests }))
  if (chunks.reduce((sum, { part, digests }) => sum + part.length + digests.length, 0) > most) return
  const { last, primaryTerm } = state
  const of = { index_uuid: uuid, last, primary_term: primaryTerm, documents }
  await es.index({ index: leasesIndex, id: chunksId(index), document: { kind: 'chunks', ...of, chunks } })
}
