import type { Route } from '../http/route.ts'
import { booleanParameter } from '../xcontent/boolean-parameter.ts'
import { type ConnectorContext, connectorsIndex, syncJobsIndex } from './connector-context.ts'
import { changeFoundConnector, findConnector } from './connector-document.ts'
import { connectorNotFound } from './refusals.ts'

/** As many jobs as are looked up at once. */
const batch = 1000

const deleteJobs = async ({ store }: ConnectorContext, connectorId: string): Promise<void> => {
  if (!(await store.exists(syncJobsIndex))) return
  for (;;) {
    const { documents } = await store.search(syncJobsIndex, {
      terms: [{ field: 'connector.id', values: [connectorId] }],
      sort: { field: 'created_at', order: 'desc', missing: '_last' },
      from: 0,
      size: batch,
    })
    const deleted = await Promise.all(documents.map(({ id }) => store.delete(syncJobsIndex, id)))
    // What a search still shows a moment after it was deleted must not keep this going.
    if (!deleted.includes(true)) return
  }
}

/** `DELETE /_connector/{id}`: removes it, or from 9.0 on marks it as deleted unless `hard` is set. */
export const deleteConnector = (context: ConnectorContext): Route => ({
  method: 'DELETE',
  path: '/_connector/{connector_id}',
  query: ['delete_sync_jobs', ...(context.rules.softDelete ? ['hard'] : [])],
  action: 'cluster:admin/xpack/connector/delete',
  handle: async ({ params, query }) => {
    const id = params['connector_id'] ?? ''
    const jobsToo = booleanParameter(query, 'delete_sync_jobs')
    if (context.rules.softDelete && !booleanParameter(query, 'hard')) {
      await changeFoundConnector(context, id, {
        to: (source) => ({ ...source, deleted: true }),
        refresh: true,
      })
    } else {
      await findConnector(context, id, { deletedToo: true })
      if (!(await context.store.delete(connectorsIndex, id))) throw connectorNotFound(id)
    }
    if (jobsToo) await deleteJobs(context, id)
    return { status: 200, body: { acknowledged: true } }
  },
})
