import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const answerSchema = z.object({
  api_keys: z.array(z.object({ invalidated: z.boolean().default(false), creation: z.number() })),
})

/** When a key that Elasticsearch still takes was made, in milliseconds since 1970; undefined where it takes none such. */
export const madeAt = async (es: Client, id: string): Promise<number | undefined> => {
  const answer = await es.security.getApiKey({ id, active_only: true }).catch((error: unknown) => {
    if (hasStatus(error, 404)) return { api_keys: [] }
    throw error
  })
  return answerSchema.parse(answer).api_keys.find((key) => !key.invalidated)?.creation
}

/** Whether Elasticsearch still takes an API key; false when it was never there. */
export const isValidKey = async (es: Client, id: string): Promise<boolean> =>
  (await madeAt(es, id)) !== undefined
