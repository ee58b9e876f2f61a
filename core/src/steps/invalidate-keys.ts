import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'

const answerSchema = z.object({ error_count: z.int().default(0) })

/** Invalidates API keys: they are refused (401) from then on. Those that are invalid or gone already stay so. */
export const invalidateKeys = async (es: Client, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  const { error_count: failed } = answerSchema.parse(await es.security.invalidateApiKey({ ids: [...ids] }))
  if (failed === 0) return
  throw new PatchbayError(
    'elasticsearch.unexpected',
    `Elasticsearch could not invalidate ${failed} of the API keys ${ids.join(', ')}.`,
    { next: 'Look into the log of Elasticsearch for the reason.' },
  )
}
