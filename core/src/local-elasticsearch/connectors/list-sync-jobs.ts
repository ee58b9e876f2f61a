import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Route } from '../http/route.ts'
import type { Words } from '../xcontent/values.ts'
import { wordIn } from '../xcontent/values.ts'
import { type ConnectorContext, syncJobsIndex } from './connector-context.ts'
import { checkWindow, listParameter, pageParameters } from './query-parameters.ts'
import { syncJobType, syncStatus } from './sync-status.ts'

const wordOf = <T extends string>(words: Words<T>, text: string): T => {
  const found = wordIn(words, text)
  if (typeof found === 'string') return found
  throw new ElasticsearchException(400, 'illegal_argument_exception', found.unknown)
}

/** `GET /_connector/_sync_job`: newest first; `count` is the number of all that match. */
export const listSyncJobs = (context: ConnectorContext): Route => ({
  method: 'GET',
  path: '/_connector/_sync_job',
  query: ['from', 'size', 'connector_id', 'status', 'job_type'],
  action: 'cluster:admin/xpack/connector/sync_job/list',
  handle: async ({ query }) => {
    const page = pageParameters(query)
    const terms = [
      { field: 'connector.id', values: query['connector_id'] ? [query['connector_id']] : [] },
      { field: 'status', values: query['status'] ? [wordOf(syncStatus, query['status'])] : [] },
      {
        field: 'job_type',
        values: listParameter(query, 'job_type').map((type) => wordOf(syncJobType, type)),
      },
    ].filter(({ values }) => values.length > 0)
    if (!(await context.store.exists(syncJobsIndex))) return { status: 200, body: { count: 0, results: [] } }
    checkWindow(syncJobsIndex, page)
    const sort = { field: 'created_at', order: 'desc', missing: '_last' } as const
    const { total, documents } = await context.store.search(syncJobsIndex, { terms, sort, ...page })
    return {
      status: 200,
      body: { count: total, results: documents.map(({ id, source }) => ({ id, ...source })) },
    }
  },
})
