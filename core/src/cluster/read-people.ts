import type { Session } from '../deps.ts'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

export interface Person {
  username: string
  roles: readonly string[]
}

/** Everybody who can sign in, or some of them; or why that can't be told. */
export type People =
  | { known: true; people: readonly Person[]; some?: boolean }
  | { known: false; why: string }

const usersSchema = z.record(
  z.string(),
  z.object({ roles: z.array(z.string()), enabled: z.boolean().default(true) }),
)
const mappingsSchema = z.record(z.string(), z.unknown())

/** The roles of those as whom the caller may act, as Elasticsearch gives them to them; of the others nothing is known. */
export const readSome = async (session: Session, usernames: readonly string[]): Promise<People> => {
  const people: Person[] = []
  for (const username of new Set(usernames)) {
    const acted = await session.as(username).catch((error: unknown) => {
      if (hasStatus(error, 401, 403)) return undefined
      throw error
    })
    if (acted !== undefined) people.push({ username, roles: acted.actor.roles })
  }
  return { known: true, people, some: true }
}

/** Reads who has which roles. */
export const readPeople = async ({ es, cluster }: Session): Promise<People> => {
  try {
    // Local Elasticsearch has no role mappings: its users are all there are.
    const mappings = cluster.local ? {} : mappingsSchema.parse(await es.security.getRoleMapping())
    if (Object.keys(mappings).length > 0) {
      return { known: false, why: 'role mappings give roles to people whom Elasticsearch does not list' }
    }
    const users = usersSchema.parse(await es.security.getUser())
    const people = Object.entries(users).flatMap(([username, { roles, enabled }]) =>
      enabled ? [{ username, roles }] : [],
    )
    return { known: true, people }
  } catch (error) {
    if (hasStatus(error, 403)) return { known: false, why: 'you lack read_security, so users were not read' }
    throw error
  }
}
