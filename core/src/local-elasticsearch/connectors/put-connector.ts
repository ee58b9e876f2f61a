import type { Route } from '../http/route.ts'
import { readConnectorBody, refuseTakenIndex } from './connector-body.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { newConnector } from './new-connector.ts'

/** `PUT /_connector/{id}`: an existing connector is replaced by a fresh one, configuration and keys included. */
export const putConnector = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}',
  action: 'cluster:admin/xpack/connector/put',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const body = readConnectorBody(context, await request.text())
    await refuseTakenIndex(context, body.index_name, id)
    const source = newConnector(body, context.timestamp(), context.rules.softDelete)
    const { result } = await context.store.put(connectorsIndex, { id, source, refresh: true })
    return { status: result === 'created' ? 201 : 200, body: { id, result } }
  },
})
