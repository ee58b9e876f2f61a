import type { Route } from '../http/route.ts'
import { booleanParameter } from '../xcontent/boolean-parameter.ts'
import type { ConnectorContext } from './connector-context.ts'
import { findConnector } from './connector-document.ts'

/** `GET /_connector/{id}`: the stored document with its id. */
export const getConnector = (context: ConnectorContext): Route => ({
  method: 'GET',
  path: '/_connector/{connector_id}',
  query: context.rules.softDelete ? ['include_deleted'] : [],
  action: 'cluster:admin/xpack/connector/get',
  handle: async ({ params, query }) => {
    const id = params['connector_id'] ?? ''
    const source = await findConnector(context, id, {
      deletedToo: booleanParameter(query, 'include_deleted'),
    })
    return { status: 200, body: { id, ...source } }
  },
})
