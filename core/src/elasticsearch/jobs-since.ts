import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import type { SyncStatus } from '../protocol/connector.ts'
import { type FinishedJob, finishedJobSchema } from '../protocol/sync-stats.ts'

export interface JobsSince {
  jobs: FinishedJob[]
  /** False where there are more than Elasticsearch lists: then these are the newest. */
  complete: boolean
}

interface Asked {
  since: Date
  /** Those asked for at this moment or later are left out. */
  until?: Date | undefined
  /** Ids; all by default. */
  connectors?: readonly string[] | undefined
  status?: SyncStatus | undefined
}

/** The API answers with whole jobs, which are large; a search with what is counted. */
const pageSize = { search: 10_000, api: 1000 }
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
  'last_seen',
  'error',
  'indexed_document_count',
  'deleted_document_count',
  'indexed_document_volume',
  'total_document_count',
  'connector.id',
]

const anyOf = (field: string, values: readonly string[] | undefined): estypes.QueryDslQueryContainer[] =>
  values === undefined ? [] : [{ terms: { [field]: [...values] } }]

type Read = (es: Client, asked: Asked, from: number) => Promise<FinishedJob[]>

const bySearch: Read = async (es, { since, connectors, status }, from) => {
  const answer = hits.parse(
    await es.search({
      index: '.elastic-connectors-sync-jobs',
      query: {
        bool: {
          filter: [
            { range: { created_at: { gte: since.toISOString() } } },
            ...anyOf('connector.id', connectors),
            ...anyOf('status', status === undefined ? undefined : [status]),
          ],
        },
      },
      sort: [{ created_at: { order: 'desc', unmapped_type: 'date' } }],
      _source: { includes: counted },
      from,
      size: pageSize.search,
    }),
  )
  return answer.hits.hits.map(({ _id, _source }) => finishedJobSchema.parse({ ..._source, id: _id }))
}

const byApi: Read = async (es, { connectors, status }, from) => {
  const { results } = listed.parse(
    await es.connector.syncJobList({
      from,
      size: pageSize.api,
      ...(status === undefined ? {} : { status }),
      // It takes one; of several, the others are passed over below.
      ...(connectors?.length === 1 ? { connector_id: connectors[0] } : {}),
    }),
  )
  return results
}

/** Sync jobs that were asked for in that time, the newest first. */
export const jobsSince = async (es: Client, asked: Asked): Promise<JobsSince> => {
  const since = asked.since.getTime()
  const until = asked.until?.getTime() ?? Infinity
  const wanted = ({ created_at: at, connector }: FinishedJob): boolean =>
    Date.parse(at) < until && asked.connectors?.includes(connector.id) !== false
  const jobs: FinishedJob[] = []
  let read = bySearch
  for (let from = 0; from < window;) {
    try {
      const page = await read(es, asked, from)
      const young = page.filter(({ created_at: at }) => Date.parse(at) >= since)
      jobs.push(...young.filter(wanted))
      const size = read === bySearch ? pageSize.search : pageSize.api
      if (page.length < size || young.length < page.length) return { jobs, complete: true }
      from += size
    } catch (error) {
      // From 9.0 on these indices are Elasticsearch's own; before the first job they aren't there at all.
      if (read === byApi || !hasStatus(error, 403, 404)) throw error
      read = byApi
    }
  }
  return { jobs, complete: false }
}
