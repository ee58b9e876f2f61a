import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import type { OperationDeps, RunContext } from '../operations/define-operation.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'

/** A lease that nobody renews for this long has no worker: milliseconds, as workers judge each other by default. */
const leaseTerm = 60_000
const lookEvery = 30_000
const longest = 2 * 3_600_000

const answerSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _seq_no: z.int() })) }),
})

/** Leases that name a key, each with the number of its last write. */
const leasesNaming = async (es: Client, apiKeyId: string): Promise<Map<string, number>> => {
  const answer = answerSchema.parse(
    await es.search({
      index: leasesIndex,
      query: { term: { api_key_id: apiKeyId } },
      seq_no_primary_term: true,
      _source: false,
      size: 100,
    }),
  )
  return new Map(answer.hits.hits.map((hit) => [hit._id, hit._seq_no]))
}

/**
 * Waits until no sync uses a key, two hours at most. A lease that names it and isn't renewed while we look belongs to
 * a worker that died; clocks of different machines are never compared.
 */
export const waitUntilUnused =
  (deps: Pick<OperationDeps, 'clock'>) =>
  async (context: RunContext, apiKeyId: string | null, step = 'wait'): Promise<void> => {
    const isUnused = async (): Promise<boolean> => {
      if (apiKeyId === null) return true
      const before = await leasesNaming(context.es, apiKeyId)
      if (before.size === 0) return true
      await deps.clock.sleep(leaseTerm, context.signal)
      const now = await leasesNaming(context.es, apiKeyId)
      return [...now].every(([lease, lastWrite]) => before.get(lease) === lastWrite)
    }
    await context.wait(step, { every: lookEvery, limit: longest, check: isUnused })
  }
