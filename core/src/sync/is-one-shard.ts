import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'

const settingsSchema = z.record(
  z.string(),
  z.object({ settings: z.object({ index: z.object({ number_of_shards: z.string().optional() }) }) }),
)

/** Whether a name stands for one index of one shard: only there is a sequence number that of one document. */
export const isOneShard = async (es: Client, index: string): Promise<boolean> => {
  const answer = await es.indices.getSettings({ index, name: 'index.number_of_shards' })
  const shards = Object.values(settingsSchema.parse(answer)).map((one) => one.settings.index.number_of_shards)
  return shards.length === 1 && shards[0] === '1'
}
