import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'

const settingsSchema = z.record(
  z.string(),
  z.object({
    settings: z.object({
      index: z.object({ number_of_shards: z.string().optional(), uuid: z.string().optional() }),
    }),
  }),
)

export interface IndexFacts {
  /** Whether the name stands for one index of one shard: only there is a sequence number that of one document. */
  isOneShard: boolean
  /** What no other index ever has, of this name either. */
  uuid: string
}

export const readIndexFacts = async (es: Client, index: string): Promise<IndexFacts> => {
  const answer = await es.indices.getSettings({ index, name: 'index.number_of_shards,index.uuid' })
  const found = Object.values(settingsSchema.parse(answer)).map((one) => one.settings.index)
  const uuids = found.map(({ uuid }) => uuid ?? '')
  return {
    isOneShard: found.length === 1 && found[0]?.number_of_shards === '1',
    uuid: uuids.toSorted().join(' '),
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
