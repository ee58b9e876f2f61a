import type { Route } from '../http/route.ts'
import { booleanParameter } from '../xcontent/boolean-parameter.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { indexNameComplaint } from './index-name-complaint.ts'
import { checkWindow, listParameter, pageParameters } from './query-parameters.ts'
import { validate } from '../xcontent/validate.ts'

const filters = [
  { parameter: 'index_name', field: 'index_name' },
  { parameter: 'connector_name', field: 'name' },
  { parameter: 'service_type', field: 'service_type' },
]

/** `GET /_connector`: `count` is the number of all that match, `results` one page of them, by index name. */
export const listConnectors = (context: ConnectorContext): Route => ({
  method: 'GET',
  path: '/_connector',
  query: [
    'from',
    'size',
    'index_name',
    'connector_name',
    'service_type',
    'query',
    ...(context.rules.softDelete ? ['include_deleted'] : []),
  ],
  action: 'cluster:admin/xpack/connector/list',
  handle: async ({ query }) => {
    const page = pageParameters(query)
    validate(...listParameter(query, 'index_name').map(indexNameComplaint))
    const deletedToo = booleanParameter(query, 'include_deleted')
    if (!(await context.store.exists(connectorsIndex)))
      return { status: 200, body: { count: 0, results: [] } }
    checkWindow(connectorsIndex, page)
    const text = query['query'] ?? ''
    const { total, documents } = await context.store.search(connectorsIndex, {
      terms: filters
        .map(({ parameter, field }) => ({ field, values: listParameter(query, parameter) }))
        .filter(({ values }) => values.length > 0),
      ...(deletedToo ? {} : { not: [{ field: 'deleted', value: true }] }),
      ...(text === '' ? {} : { like: { text, keyword: ['index_name', 'name'], words: ['description'] } }),
      sort: { field: 'index_name', order: 'asc', missing: '_last' },
      ...page,
    })
    const results = documents.map(({ id, source }) => ({ id, ...source }))
    return { status: 200, body: { count: total, results } }
  },
})
