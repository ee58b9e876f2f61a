import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { string } from '../xcontent/values.ts'
import { type ConnectorContext, secretsIndex } from './connector-context.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const parser = objectParser('put_secret_request', { value: required(string) }, { strict: true })

/** `PUT /_connector/_secret/{id}`: makes it or replaces it. */
export const putConnectorSecret = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/_secret/{id}',
  action: 'cluster:admin/xpack/connector/secret/put',
  handle: async (request) => {
    const id = request.params['id'] ?? ''
    const { value } = parser.parse(await request.text())
    validate(emptyId('id', id), value === '' && '[value] cannot be [null] or [""]')
    const { result } = await context.store.put(secretsIndex, { id, source: { value }, refresh: true })
    return { status: result === 'created' ? 201 : 200, body: { result } }
  },
})
