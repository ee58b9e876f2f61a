import { z } from 'zod'
import type { Session } from '../deps.ts'
import { hasStatus } from '../errors.ts'
import type { Decision } from '../protocol/decision.ts'

const usersSchema = z.record(
  z.string(),
  z.object({ username: z.string(), roles: z.array(z.string()), enabled: z.boolean().default(true) }),
)

/**
 * How many people other than `requester` could vote. Undefined where that can't be told: the caller may not read users,
 * or role mappings give roles to people whom Elasticsearch does not list.
 */
export const countApprovers = async (
  session: Session,
  requester: string,
  decision: Decision,
): Promise<number | undefined> => {
  const { es, cluster } = session
  try {
    // Local Elasticsearch has no role mappings: its users are all there are.
    const mappings = cluster.local
      ? {}
      : z.record(z.string(), z.unknown()).parse(await es.security.getRoleMapping())
    if (Object.keys(mappings).length > 0) return undefined
    const users = usersSchema.parse(await es.security.getUser())
    return Object.values(users).filter(
      (user) =>
        user.enabled &&
        user.username !== requester &&
        decision.approvers.every((list) =>
          list.some((approver) =>
            approver.startsWith('role:')
              ? user.roles.includes(approver.slice(5))
              : user.username === approver.slice(5),
          ),
        ),
    ).length
  } catch (error) {
    if (hasStatus(error, 403)) return undefined
    throw error
  }
}
