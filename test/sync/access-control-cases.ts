import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Job, WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'

const person = (name: string, ...groups: string[]) => ({
  id: `${name}@example.org`,
  identity: { email: `email:${name}@example.org`, username: `user:${name}` },
  access: [`user:${name}`, ...groups],
})
const counted = z.object({ count: z.number() })

/** Who may see what: the identities of an access control sync, and what documents say of themselves. */
export const accessControlCases = (ground: () => WorkerGround): void => {
  const rights = (more: Partial<Script> = {}): Script => ({
    ...newScript({ a: { open: {}, team: {}, hers: {}, unknown: {}, empty: {} } }),
    access: { open: 'everybody', team: ['group:team'], hers: ['user:ada'], empty: [] },
    identities: [[person('ada', 'group:team')], [person('bob', 'group:team')]],
    ...more,
  })
  const findIdentities = async (id: string): Promise<Job> => {
    const asked = await ground().request(id, 'access_control')
    await ground().runDue()
    return ground().job(asked)
  }

  describe('document level security', () => {
    it('writes who is who, and lets each see only what the source allows', async () => {
      const { connector, sync, es, stored, seenBy } = ground()
      const { id, index, script } = await connector(rights(), { rights: true })
      expect(await findIdentities(id)).toMatchObject({ status: 'completed', indexed_document_count: 2 })
      expect(await stored(id)).toMatchObject({
        last_access_control_sync_status: 'completed',
        last_access_control_sync_error: null,
      })
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 5 })
      expect(await seenBy(index, 'ada@example.org')).toEqual(['hers', 'open', 'team'])
      expect(await seenBy(index, 'bob@example.org')).toEqual(['open', 'team'])
      // What nobody could read the rights of is there, and found by nobody.
      expect(counted.parse(await es.count({ index })).count).toBe(5)

      script.access = { ...script.access, team: ['user:bob'], unknown: ['user:ada'] }
      script.identities = [[person('ada')]]
      expect(await sync(id)).toMatchObject({ indexed_document_count: 2 })
      expect(await findIdentities(id)).toMatchObject({
        indexed_document_count: 1,
        deleted_document_count: 1,
      })
      expect(await seenBy(index, 'ada@example.org')).toEqual(['hers', 'open', 'unknown'])
      expect(await findIdentities(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 0 })
    })

    it('keeps every identity when the source names nobody, or fails', async () => {
      const { connector, es, stored } = ground()
      const { id, index, script } = await connector(rights(), { rights: true })
      await findIdentities(id)
      script.identities = []
      expect(await findIdentities(id)).toMatchObject({
        status: 'error',
        error: expect.stringMatching(/^The data source names nobody/),
      })
      expect(await stored(id)).toMatchObject({ last_access_control_sync_status: 'error' })
      expect(counted.parse(await es.count({ index: `.search-acl-filter-${index}` })).count).toBe(2)
    })

    it('copies nothing without rights where they are asked for and the source knows none', async () => {
      const { connector, sync, es } = ground()
      const { id, index } = await connector(newScript({ a: { x: {} } }), { rights: true })
      expect((await sync(id)).error).toMatch(/^Document level security is on, and the data source scripted/)
      expect(await es.indices.exists({ index })).toBe(false)
    })
  })
}
