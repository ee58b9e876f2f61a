import type { Required } from '../privileges/required.ts'
import { roleDescriptor } from '../privileges/role-descriptor.ts'

const append = 'indices:data/write/index:op_type/create'

/** Elasticsearch sends what is appended inside a bulk action: no check of privileges names it, and every role needs it. */
const withBulk = (privileges: readonly string[]): string[] =>
  privileges.includes(append) ? [...privileges, 'indices:data/write/bulk*'] : [...privileges]

/** The call by which an administrator creates a role that grants this, and nothing else. */
export const roleRequest = (name: string, required: Required): { request: string; body: string } => {
  const { cluster, indices } = roleDescriptor(required)
  return {
    request: `PUT /_security/role/${encodeURIComponent(name)}`,
    body: JSON.stringify(
      {
        cluster: [...new Set(cluster)],
        indices: indices.map((index) => ({ ...index, privileges: withBulk(index.privileges) })),
      },
      null,
      2,
    ),
  }
}
