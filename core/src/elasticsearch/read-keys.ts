import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const roleSchema = z.object({
  indices: z.array(z.object({ names: z.union([z.string(), z.array(z.string())]) })).default([]),
})

const keySchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  /** Milliseconds since 1970. */
  creation: z.number(),
  expiration: z.number().nullish(),
  invalidated: z.boolean().default(false),
  username: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  role_descriptors: z.record(z.string(), roleSchema).nullish(),
})
export type StoredApiKey = z.infer<typeof keySchema>

const answerSchema = z.object({ api_keys: z.array(keySchema) })

export interface ReadKeys {
  keys: ReadonlyMap<string, StoredApiKey>
  /** False when the caller sees only keys of their own. */
  complete: boolean
}

const byId = (answer: unknown): Map<string, StoredApiKey> =>
  new Map(answerSchema.parse(answer).api_keys.map((key) => [key.id, key]))

/**
 * Every API key that the caller may see, or the one with an id; never its value, which Elasticsearch doesn't have
 * either.
 */
export const readKeys = async (es: Client, id?: string): Promise<ReadKeys> => {
  const asked = id === undefined ? {} : { id }
  try {
    return { keys: byId(await es.security.getApiKey(asked)), complete: true }
  } catch (error) {
    // Asked for one that it doesn't have, Elasticsearch says so instead of answering with none.
    if (hasStatus(error, 404)) return { keys: new Map(), complete: true }
    if (!hasStatus(error, 403)) throw error
    return { keys: await ownKeys(es), complete: false }
  }
}

/** Whoever may see no keys at all, as one who only approves, sees none of their own either. */
const ownKeys = async (es: Client): Promise<ReadKeys['keys']> => {
  try {
    return byId(await es.security.getApiKey({ owner: true }))
  } catch (error) {
    if (hasStatus(error, 403)) return new Map()
    throw error
  }
}
