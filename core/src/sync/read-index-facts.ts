import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'

const indicesSchema = z.record(
  z.string(),
  z.object({
    settings: z.object({
      index: z.object({ number_of_shards: z.string().optional(), uuid: z.string().optional() }),
    }),
    mappings: z
      .object({ properties: z.object({ _patchbay: z.object({ type: z.string() }).optional() }).optional() })
      .optional(),
  }),
)

const asked = '*.settings.index.number_of_shards,*.settings.index.uuid,*.mappings.properties._patchbay.type'

export interface IndexFacts {
  /**
   * Whether the name stands for one index of one shard, as only there a sequence number is that of one document, whose
   * marks can be sorted by: somebody may have copied the documents into an index that guessed the mapping.
   */
  isInOrder: boolean
  /** What no other index ever has, of this name either. */
  uuid: string
}

export const readIndexFacts = async (es: Client, index: string): Promise<IndexFacts> => {
  const found = Object.values(indicesSchema.parse(await es.indices.get({ index, filter_path: asked })))
  const [first] = found
  return {
    isInOrder:
      found.length === 1 &&
      first?.settings.index.number_of_shards === '1' &&
      first.mappings?.properties?._patchbay?.type === 'keyword',
    uuid: found
      .map(({ settings }) => settings.index.uuid ?? '')
      .toSorted()
      .join(' '),
  }
}

export const indexWasDeleted = (index: string): PatchbayError =>
  new PatchbayError('sync.failed', `The index ${index} was deleted while it was written.`, {
    next: 'Sync again: the index is made anew.',
  })

/** @throws PatchbayError `sync.failed` where the name stands for another index by now, which Elasticsearch makes by itself. */
export const proveSameIndex = async (es: Client, index: string, uuid: string): Promise<void> => {
  const now = await readIndexFacts(es, index).catch((error: unknown) => {
    if (hasStatus(error, 404)) throw indexWasDeleted(index)
    throw error
  })
  if (now.uuid !== uuid) throw indexWasDeleted(index)
}
