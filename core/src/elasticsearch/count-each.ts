import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const answerSchema = z.object({
  responses: z.array(z.object({ hits: z.object({ total: z.object({ value: z.number() }) }).optional() })),
})

/** How many are counted by one request. */
const together = 100

const countSome = async (es: Client, names: readonly string[]): Promise<(readonly [string, number])[]> => {
  try {
    const searches = names.flatMap((index) => [{ index }, { size: 0, track_total_hits: true }])
    const { responses } = answerSchema.parse(await es.msearch({ searches }))
    return names.flatMap((name, at) => {
      const hits = responses[at]?.hits
      return hits === undefined ? [] : [[name, hits.total.value] as const]
    })
  } catch (error) {
    // Who may read no index at all is refused as a whole.
    if (hasStatus(error, 403)) return []
    throw error
  }
}

/**
 * How many documents each of these indices or aliases has, many by one request, each asked with the caller's own
 * rights. One that isn't there, or isn't the caller's to read, is left out.
 */
export const countEach = async (
  es: Client,
  indices: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const names = [...new Set(indices)]
  const counts: (readonly [string, number])[] = []
  for (let at = 0; at < names.length; at += together) {
    counts.push(...(await countSome(es, names.slice(at, at + together))))
  }
  return new Map(counts)
}
