import { type Session, stateStore } from '@patchbay/core'
import { z } from 'zod'

/** With which cluster each person works: remembered for all replicas. */
export interface Choices {
  /** Undefined where nothing was chosen. */
  of(user: string): Promise<string | undefined>
  choose(user: string, cluster: string): Promise<void>
}

/** Kept in the first cluster. */
export const createChoices = (session: Session): Choices => {
  const store = stateStore(session.es, { kind: 'choice', schema: z.object({ cluster: z.string() }) })
  return {
    of: async (user) => (await store.read(user))?.value.cluster,
    async choose(user, cluster) {
      for (;;) {
        const kept = await store.read(user)
        const written =
          kept === undefined ? await store.create(user, { cluster }) : await store.replace(kept, { cluster })
        if (written) return
      }
    },
  }
}
