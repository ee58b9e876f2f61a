import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const answerSchema = z.object({
  api_keys: z.array(z.object({ creation: z.number(), expiration: z.number().nullish() })),
})

/** How many milliseconds a key was made for; undefined where it has no end, is gone, or is not the caller's to see. */
export const keyLifetime = async (es: Client, apiKeyId: string | null): Promise<number | undefined> => {
  if (apiKeyId === null) return undefined
  const answer = await es.security.getApiKey({ id: apiKeyId }).catch((error: unknown) => {
    if (hasStatus(error, 403, 404)) return { api_keys: [] }
    throw error
  })
  const [key] = answerSchema.parse(answer).api_keys
  return key?.expiration == null ? undefined : key.expiration - key.creation
}
