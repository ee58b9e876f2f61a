import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { connectorKeyName } from '../privileges/connector-key.ts'

const answerSchema = z.object({
  api_keys: z.array(
    z.object({
      id: z.string(),
      invalidated: z.boolean().default(false),
      metadata: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
})

/** Ids of the valid keys that a run made for an index. The run in their metadata is the only trace of a lost answer. */
export const keysOfRun = async (
  es: Client,
  { index, run }: { index: string; run: string },
): Promise<string[]> => {
  const answer = answerSchema.parse(await es.security.getApiKey({ name: connectorKeyName(index) }))
  return answer.api_keys.filter((key) => !key.invalidated && key.metadata?.run === run).map((key) => key.id)
}
