import { randomBytes } from 'node:crypto'
import { Secret, type Session, stateStore } from '@patchbay/core'
import { z } from 'zod'

const keySchema = z.object({ key: z.string().min(40) })

/**
 * What link codes are signed with: made once, kept where only services read, so that each replica takes what another
 * gave out, and no configuration can lose it. Read at each call: whoever deletes it ends every link at once.
 */
export const createLinkKey = (session: Session): (() => Promise<Secret>) => {
  const store = stateStore(session.es, { kind: 'link-key', schema: keySchema })
  return async () => {
    const kept = await store.read('slack')
    if (kept !== undefined) return new Secret(kept.value.key)
    await store.create('slack', { key: randomBytes(32).toString('base64url') })
    const made = await store.read('slack')
    if (made === undefined) throw new Error('The key of link codes was deleted while it was made.')
    return new Secret(made.value.key)
  }
}
