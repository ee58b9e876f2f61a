import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { roleDescriptor } from '../privileges/role-descriptor.ts'
import type { Required } from '../privileges/required.ts'
import type { Ensured } from './ensured.ts'
import { roleDifferences, storedRoleSchema } from './role-differences.ts'

const foundSchema = z.record(z.string(), storedRoleSchema)

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
  if (before !== undefined) {
    const { lacks, beyond } = roleDifferences(before, wanted)
    if (lacks.length === 0 && beyond.length === 0) return 'unchanged'
  }
  await es.security.putRole({ name, ...wanted, metadata: { created_by: 'patchbay', indices } })
  return before === undefined ? 'created' : 'put right'
}
