import type { Route } from '../http/route.ts'
import { readConnectorBody, refuseTakenIndex } from './connector-body.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { newConnector } from './new-connector.ts'

/** `POST /_connector`, and `PUT /_connector` without an id: a new connector with an id of Elasticsearch's making. */
export const postConnector =
  (method: 'POST' | 'PUT') =>
  (context: ConnectorContext): Route => ({
    method,
    path: '/_connector',
    action: method === 'POST' ? 'cluster:admin/xpack/connector/post' : 'cluster:admin/xpack/connector/put',
    handle: async (request) => {
      const body = readConnectorBody(context, await request.text())
      await refuseTakenIndex(context, body.index_name)
      const source = newConnector(body, context.timestamp(), context.rules.softDelete)
      const { id, result } = await context.store.put(connectorsIndex, { source, refresh: true })
      return { status: 201, body: { id, result } }
    },
  })
