import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type RoleDescriptor, roleDescriptor } from '../privileges/role-descriptor.ts'
import type { Required } from '../privileges/required.ts'
import type { Ensured } from './ensured.ts'

const names = z.array(z.string()).default([])
const foundSchema = z.record(
  z.string(),
  z.object({
    cluster: names,
    indices: z
      .array(z.object({ names, privileges: names, allow_restricted_indices: z.boolean().default(false) }))
      .default([]),
    run_as: names,
  }),
)

/** The same privileges read the same, whatever their order. */
const inOrder = (role: RoleDescriptor) => ({
  cluster: role.cluster.toSorted(),
  indices: role.indices
    .map((entry) => ({
      names: entry.names.toSorted(),
      privileges: entry.privileges.toSorted(),
      restricted: entry.allow_restricted_indices ?? false,
    }))
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
})

/** Makes a role, or puts its privileges back: more than these would be a hole, fewer a puzzle. */
export const ensureRole = async (
  es: Client,
  name: string,
  { grants, indices }: { grants: Required; indices: readonly string[] },
): Promise<Ensured> => {
  const found = await es.security.getRole({ name }).catch((error: unknown) => {
    if (hasStatus(error, 404)) return {}
    throw error
  })
  const before = foundSchema.parse(found)[name]
  const wanted = roleDescriptor(grants)
  const same =
    before !== undefined && before.run_as.length === 0 && isDeepStrictEqual(inOrder(before), inOrder(wanted))
  if (same) return 'unchanged'
  await es.security.putRole({ name, ...wanted, metadata: { created_by: 'patchbay', indices } })
  return before === undefined ? 'created' : 'put right'
}
