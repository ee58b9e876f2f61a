import type { Route } from '../http/route.ts'
import { type ConnectorContext, secretsIndex } from './connector-context.ts'
import { connectorSecretMissing } from './connector-secret-missing.ts'

/** `GET /_connector/_secret/{id}`: the value in plain text. */
export const getConnectorSecret = (context: ConnectorContext): Route => ({
  method: 'GET',
  path: '/_connector/_secret/{id}',
  action: 'cluster:admin/xpack/connector/secret/get',
  handle: async ({ params }) => {
    const id = params['id'] ?? ''
    const stored = await context.store.get(secretsIndex, id)
    if (stored === undefined) throw await connectorSecretMissing(context, id)
    return { status: 200, body: { id, value: stored.source['value'] } }
  },
})
