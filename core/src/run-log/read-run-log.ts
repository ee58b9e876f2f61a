import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { parseStoredEvent, runsIndex, type StampedEvent } from './event.ts'

const page = 32

/** A run's log up to its first gap: `length` counts void documents too, so it is the number before the next one. */
export interface RunLog {
  run: string
  events: readonly StampedEvent[]
  length: number
}

const answerSchema = z.object({
  docs: z.array(
    z.object({
      found: z.boolean().default(false),
      _source: z.unknown().optional(),
      error: z.unknown().optional(),
    }),
  ),
})

/**
 * Reads a run's log in realtime, by numbers, never by search (search misses the last second).
 * @throws PatchbayError `cluster.not-set-up` when Patchbay's indices are missing.
 */
export const readRunLog = async (es: Client, run: string): Promise<RunLog> => {
  const events: StampedEvent[] = []
  for (let from = 1; ; from += page) {
    const ids = Array.from({ length: page }, (_, i) => `${run}/${from + i}`)
    const answer = answerSchema.parse(await es.mget({ index: runsIndex, ids }).catch(explainMissing))
    for (const [i, document] of answer.docs.entries()) {
      if (document.error !== undefined) throw notSetUp()
      if (!document.found) return { run, events, length: from + i - 1 }
      const event = parseStoredEvent(from + i, document._source)
      if (event !== undefined) events.push(event)
    }
  }
}

const notSetUp = (): PatchbayError =>
  new PatchbayError('cluster.not-set-up', 'This cluster has no run log yet.', {
    next: 'An administrator runs `patchbay cluster setup` once.',
  })

const explainMissing = (error: unknown): never => {
  throw hasStatus(error, 404) ? notSetUp() : error
}
