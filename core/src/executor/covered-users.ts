import type { Clock, Session } from '../deps.ts'
import { hasStatus } from '../errors.ts'

/** Users whom a service can run as: found by trying, for Elasticsearch tells no key what its run_as covers. */
export interface CoveredUsers {
  /** The service as that user; undefined where its key may not. */
  sessionAs(username: string): Promise<Session | undefined>
  /** Those for whom it has worked. */
  users(): string[]
}

/** A role or a user may be changed meanwhile: what was found is believed for so long. Milliseconds. */
const believedFor = 60_000

export const coveredUsers = (session: Session, clock: Clock): CoveredUsers => {
  const known = new Map<string, { session: Session | undefined; at: number }>()
  return {
    sessionAs: async (username) => {
      const found = known.get(username)
      if (found !== undefined && clock.monotonic() - found.at < believedFor) return found.session
      const as = await session.as(username).catch((error: unknown) => {
        if (hasStatus(error, 401, 403)) return undefined
        throw error
      })
      known.set(username, { session: as, at: clock.monotonic() })
      return as
    },
    users: () =>
      [...known].flatMap(([username, { session: as }]) => (as === undefined ? [] : [username])).toSorted(),
  }
}
