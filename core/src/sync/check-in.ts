import { z } from 'zod'
import { answeredError } from '../elasticsearch/map-error.ts'
import { asService, connectorsIndex } from './protocol-indices.ts'
import type { WorkerParts } from './worker-options.ts'

const answerSchema = z.object({
  items: z.array(
    z.object({
      update: z.object({
        status: z.int(),
        error: z.object({ type: z.string(), reason: z.string() }).optional(),
      }),
    }),
  ),
})

/** A connector that is gone, or that somebody else writes at this moment, is not missed. */
const mayFail = new Set([404, 409])

/** Says of connectors that a service is there for them: Kibana warns of one that nobody looked at for half an hour. */
export const checkIn = async (
  { es, clock }: Pick<WorkerParts, 'es' | 'clock'>,
  ids: readonly string[],
): Promise<void> => {
  const doc = { last_seen: clock.now().toISOString() }
  const operations = ids.flatMap((id) => [{ update: { _id: id } }, { doc }])
  const filter = ['items.update.status', 'items.update.error.type', 'items.update.error.reason']
  const answer = await es.bulk({ index: connectorsIndex, operations, filter_path: filter }, asService)
  for (const { update } of answerSchema.parse(answer).items) {
    if (update.error !== undefined && !mayFail.has(update.status))
      throw answeredError(update.status, update.error)
  }
}
