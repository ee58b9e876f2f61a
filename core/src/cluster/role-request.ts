import type { Required } from '../privileges/required.ts'
import { roleDescriptor } from '../privileges/role-descriptor.ts'

const append = 'indices:data/write/index:op_type/create'
const bulk = 'indices:data/write/bulk*'

/** Elasticsearch sends what is appended inside a bulk action: no check of privileges names it, and every role needs it. */
const withBulk = (privileges: readonly string[]): string[] =>
  privileges.includes(append) ? [...new Set([...privileges, bulk])] : [...privileges]

const grantsOf = (required: Required) => {
  const { cluster, indices } = roleDescriptor(required)
  return {
    cluster: [...new Set(cluster)],
    indices: indices.map((index) => ({ ...index, privileges: withBulk(index.privileges) })),
  }
}

/** A call of Elasticsearch as a person copies it. */
interface ShownRequest {
  request: string
  body: string
}
const shown = (request: string, body: object): ShownRequest => ({
  request,
  body: JSON.stringify(body, null, 2),
})

/** The call by which an administrator creates a role that grants this, and nothing else. */
export const roleRequest = (name: string, required: Required): ShownRequest =>
  shown(`PUT /_security/role/${encodeURIComponent(name)}`, grantsOf(required))

/** The call that makes an API key which grants this and nothing else, for what has no user: a script, a build, a webhook. */
export const keyRequest = (name: string, required: Required): ShownRequest =>
  shown('POST /_security/api_key', { name, role_descriptors: { [name]: grantsOf(required) } })
