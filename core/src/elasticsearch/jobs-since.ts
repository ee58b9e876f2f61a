import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type FinishedJob, finishedJobSchema } from '../protocol/sync-stats.ts'

export interface JobsSince {
  jobs: FinishedJob[]
  /** False where there are more than Elasticsearch lists: then these are the newest. */
  complete: boolean
}

interface Asked {
  since: Date
  connectorId?: string | undefined
}

const pageSize = 1000
/** Elasticsearch counts through a list no further than this. */
const window = 10_000

const hits = z.object({
  hits: z.object({
    hits: z.array(z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()) })),
  }),
})
const listed = z.object({ results: z.array(finishedJobSchema) })

/** Only what is counted: a job also carries its connector's whole configuration. */
const counted = [
  'job_type',
  'status',
  'created_at',
  'started_at',
  'completed_at',
  'error',
  'indexed_document_count',
  'deleted_document_count',
  'indexed_document_volume',
]

const bySearch = async (es: Client, { since, connectorId }: Asked, from: number): Promise<FinishedJob[]> => {
  const answer = hits.parse(
    await es.search({
      index: '.elastic-connectors-sync-jobs',
      query: {
        bool: {
          filter: [
            { range: { created_at: { gte: since.toISOString() } } },
            ...(connectorId === undefined ? [] : [{ term: { 'connector.id': { value: connectorId } } }]),
          ],
        },
      },
      sort: [{ created_at: { order: 'desc', unmapped_type: 'date' } }],
      _source: { includes: counted },
      from,
      size: pageSize,
    }),
  )
  return answer.hits.hits.map(({ _id, _source }) => finishedJobSchema.parse({ ..._source, id: _id }))
}

const byApi = async (es: Client, { connectorId }: Asked, from: number): Promise<FinishedJob[]> => {
  const { results } = listed.parse(
    await es.connector.syncJobList({
      from,
      size: pageSize,
      ...(connectorId === undefined ? {} : { connector_id: connectorId }),
    }),
  )
  return results
}

/** Sync jobs that were asked for since then, the newest first. */
export const jobsSince = async (es: Client, asked: Asked): Promise<JobsSince> => {
  const since = asked.since.toISOString()
  const jobs: FinishedJob[] = []
  let read = bySearch
  for (let from = 0; from < window;) {
    try {
      const page = await read(es, asked, from)
      const young = page.filter(({ created_at: at }) => Date.parse(at) >= Date.parse(since))
      jobs.push(...young)
      if (page.length < pageSize || young.length < page.length) return { jobs, complete: true }
      from += pageSize
    } catch (error) {
      // From 9.0 on these indices are Elasticsearch's own; before the first job they aren't there at all.
      if (read === byApi || !hasStatus(error, 403, 404)) throw error
      read = byApi
    }
  }
  return { jobs, complete: false }
}
