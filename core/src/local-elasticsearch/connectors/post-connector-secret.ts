import type { Route } from '../http/route.ts'
import { objectParser, optional } from '../xcontent/object-parser.ts'
import { string } from '../xcontent/values.ts'
import { type ConnectorContext, secretsIndex } from './connector-context.ts'
import { validate } from '../xcontent/validate.ts'

const parser = objectParser('post_secret_request', { value: optional(string) }, { strict: true })

/** `POST /_connector/_secret`: a new secret with an id of Elasticsearch's making. */
export const postConnectorSecret = (context: ConnectorContext): Route => ({
  method: 'POST',
  path: '/_connector/_secret',
  action: 'cluster:admin/xpack/connector/secret/post',
  handle: async (request) => {
    const { value } = parser.parse(await request.text())
    validate(!value && '[value] of the connector secret cannot be [null] or [""]')
    const { id } = await context.store.put(secretsIndex, { source: { value }, refresh: true })
    return { status: 200, body: { id } }
  },
})
