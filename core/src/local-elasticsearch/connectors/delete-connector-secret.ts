import type { Route } from '../http/route.ts'
import { type ConnectorContext, secretsIndex } from './connector-context.ts'
import { connectorSecretMissing } from './connector-secret-missing.ts'

/** `DELETE /_connector/_secret/{id}`. */
export const deleteConnectorSecret = (context: ConnectorContext): Route => ({
  method: 'DELETE',
  path: '/_connector/_secret/{id}',
  action: 'cluster:admin/xpack/connector/secret/delete',
  handle: async ({ params }) => {
    const id = params['id'] ?? ''
    if (!(await context.store.delete(secretsIndex, id))) throw await connectorSecretMissing(context, id)
    return { status: 200, body: { deleted: true } }
  },
})
