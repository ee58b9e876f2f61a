import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { ElasticsearchError, PatchbayError } from '../errors.ts'
import { type RunEvent, runsIndex } from './event.ts'

const answerSchema = z.object({
  items: z.tuple([
    z.object({
      create: z.object({
        status: z.int(),
        error: z.object({ type: z.string(), reason: z.string() }).optional(),
      }),
    }),
  ]),
})

interface NextEvent {
  run: string
  n: number
  event: RunEvent
  /** Answers once searches see it. */
  seenAtOnce?: boolean | undefined
}

/**
 * Writes event number `n` of a run: by `_bulk` create, the one way that the append-only rights allow.
 * @returns 'taken' when that number is written already: read the log, fold, decide again.
 */
export const appendEvent = async (
  es: Client,
  { run, n, event, seenAtOnce = false }: NextEvent,
): Promise<'appended' | 'taken'> => {
  const answer = answerSchema.parse(
    await es.bulk({
      index: runsIndex,
      // The id alone counts; the copies are for whoever searches, in Kibana or elsewhere.
      operations: [{ create: { _id: `${run}/${n}` } }, { run, n, event }],
      ...(seenAtOnce ? { refresh: 'wait_for' as const } : {}),
    }),
  )
  const { status, error } = answer.items[0].create
  if (status === 409) return 'taken'
  if (error === undefined) return 'appended'
  if (error.type === 'index_not_found_exception') {
    throw new PatchbayError('cluster.not-set-up', 'This cluster has no run log yet.', {
      next: 'An administrator runs `patchbay cluster setup` once.',
    })
  }
  if (status === 403) {
    throw new PatchbayError('privilege.missing', `You may not write to the run log: ${error.reason}`, {
      next: 'Ask an administrator for the role `patchbay-member`.',
    })
  }
  throw new ElasticsearchError('elasticsearch.refused', error.reason, { status, ...error })
}
