import type { Client, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { answeredError } from '../elasticsearch/map-error.ts'
import { type ConnectorSummary, connectorSummarySchema, type SyncStatus } from '../protocol/connector.ts'
import { type SyncJob, syncJobSchema } from '../protocol/sync-job.ts'
import { asService, connectorsIndex, jobsIndex } from './protocol-indices.ts'

/** What `_seq_no` is above of, whatever was written. */
export const beforeAll = -1

/** A connector as a search saw it. Its sequence number tells whether it is another than the one known. */
export interface SeenConnector {
  seqNo: number
  connector: ConnectorSummary
}

export interface Work {
  /** Those that were written after the number asked for, in the order in which they were; deleted ones too. */
  connectors: SeenConnector[]
  /** Jobs that wait, run or should, oldest first: with what tells whose they are and whether they move. */
  jobs: SyncJob[]
}

/** So that an answer takes little memory. */
const page = 1_000
/** The most that Elasticsearch gives at once. */
const idsPage = 10_000
const unfinished: SyncStatus[] = ['pending', 'suspended', 'in_progress', 'canceling']

/** What schedules, locks and cleaning up need. Nothing of what a customer wrote, and no secret. */
const connectorFields = [
  'name',
  'service_type',
  'is_native',
  'status',
  'deleted',
  'features',
  'filtering.draft.validation.state',
  'scheduling',
  'last_seen',
  'last_sync*',
  'last_incremental_sync_scheduled_at',
  'last_access_control_sync*',
]
const jobFields = [
  'status',
  'job_type',
  'created_at',
  'last_seen',
  'indexed_document_*',
  'deleted_document_count',
  'worker_hostname',
  'connector.id',
  'connector.index_name',
]

type Place = (number | string)[]
const hitSchema = z.object({
  _id: z.string(),
  _source: z.looseObject({}),
  sort: z.array(z.union([z.number(), z.string()])),
})
const answersSchema = z.object({
  responses: z.array(
    z.union([
      z.object({ hits: z.object({ hits: z.array(hitSchema) }) }),
      z.object({ status: z.int(), error: z.object({ type: z.string(), reason: z.string().nullish() }) }),
    ]),
  ),
})
type Hit = z.infer<typeof hitSchema>
const idsSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), sort: z.tuple([z.int()]) })) }),
})

interface Search {
  index: string
  query: estypes.QueryDslQueryContainer
  sort: estypes.Sort
  fields: string[]
  take: (hit: Hit) => void
  /** From where on; undefined once all was taken. */
  after: Place | undefined
}

const linesOf = ({ index, query, sort, fields, after }: Search) => [
  { index },
  {
    query,
    sort,
    _source: fields,
    size: page,
    track_total_hits: false,
    ...(after !== undefined && after.length > 0 && { search_after: after }),
  },
]

/** All pages of some searches, as many as there are at once: nearly always one request. */
const searchAll = async (es: Client, searches: readonly Search[]): Promise<void> => {
  for (;;) {
    const open = searches.filter(({ after }) => after !== undefined)
    if (open.length === 0) return
    const answers = answersSchema.parse(await es.msearch({ searches: open.flatMap(linesOf) }, asService))
    for (const [at, search] of open.entries()) {
      const answer = answers.responses[at]
      if (answer === undefined)
        throw answeredError(500, { type: 'unknown', reason: 'A search has no answer.' })
      // Before the first connector, or its first job, there is no index.
      const none = 'error' in answer && answer.status === 404
      if ('error' in answer && !none) throw answeredError(answer.status, answer.error)
      const found = 'error' in answer ? [] : answer.hits.hits
      for (const hit of found) search.take(hit)
      search.after = found.length < page ? undefined : found.at(-1)?.sort
    }
  }
}

/** Asks for what there is to do. May be a second behind the last write. */
export const listWork = async (es: Client, after: number): Promise<Work> => {
  const connectors: SeenConnector[] = []
  // A job that was written between two pages may come twice.
  const jobs = new Map<string, SyncJob>()
  await searchAll(es, [
    {
      index: connectorsIndex,
      query: { match_all: {} },
      sort: [{ _seq_no: { order: 'asc' } }],
      fields: connectorFields,
      take: ({ _id, _source, sort: [seqNo] }) =>
        connectors.push({
          seqNo: Number(seqNo),
          connector: connectorSummarySchema.parse({ ..._source, id: _id }),
        }),
      after: [after],
    },
    {
      index: jobsIndex,
      query: { terms: { status: unfinished } },
      sort: [{ created_at: { order: 'asc' } }, { _seq_no: { order: 'asc' } }],
      fields: jobFields,
      take: ({ _id, _source }) => jobs.set(_id, syncJobSchema.parse({ ..._source, id: _id })),
      after: [],
    },
  ])
  return { connectors, jobs: [...jobs.values()] }
}

/** The sequence number of each connector that is not deleted, by id. */
export const listConnectorIds = async (es: Client): Promise<Map<string, number>> => {
  const ids = new Map<string, number>()
  for (let after = beforeAll; ;) {
    const answer = await es.search(
      {
        index: connectorsIndex,
        query: { bool: { must_not: [{ term: { deleted: true } }] } },
        sort: [{ _seq_no: { order: 'asc' } }],
        search_after: [after],
        _source: false,
        track_total_hits: false,
        size: idsPage,
      },
      asService,
    )
    const { hits } = idsSchema.parse(answer).hits
    for (const { _id, sort } of hits) ids.set(_id, sort[0])
    const last = hits.at(-1)
    if (last === undefined || hits.length < idsPage) return ids
    after = last.sort[0]
  }
}
