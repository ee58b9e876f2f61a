import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runOf } from './open-team.ts'
import type { OpenPatchbay } from './open-patchbay.ts'

const planned = z.object({
  items: z.array(z.object({ id: z.string(), ready: z.boolean(), blocks: z.array(z.string()) })),
})
const verified = z.object({
  migrated: z.boolean(),
  checks: z.array(z.object({ check: z.string(), ok: z.boolean() })),
})

/** The way off managed connectors: what it takes, and whether it worked. */
export const migrationCases = (opened: () => OpenPatchbay): void => {
  describe('migration', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const planOf = async (id: string) =>
      planned.parse(await call('migration.plan', { query: 'leaves' })).items.find((item) => item.id === id)
    const passed = async (connector: string) => {
      const { migrated, checks } = verified.parse(await call('migration.verify', { connector }))
      return { migrated, ok: checks.filter(({ ok }) => ok).map(({ check }) => check) }
    }

    it('says what holds a connector up, then that it is ready, and sees each part of the move done', async () => {
      const { id, index } = await opened().connectorWithKey('leaves')
      expect(await planOf(id)).toMatchObject({
        ready: false,
        blocks: [expect.stringContaining('lacks host')],
      })
      const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', { connector: id, values: { ...values, password: new Secret('p') } })
      expect(await planOf(id)).toMatchObject({ ready: true, blocks: [] })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['key'] })

      const { core, ada, elastic } = opened()
      const run = runOf(await core.run(ada, 'connector.convert', { connector: id }))
      await core.run(ada, 'api-key.collect', { run })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['self-managed', 'key'] })
      await elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      expect(await planOf(id)).toBeUndefined()

      const { id: job } = await elastic.es.connector.syncJobPost({ id, job_type: 'full' })
      const now = new Date(Date.now() + 1000).toISOString()
      const doc = { status: 'completed', started_at: now, completed_at: now, total_document_count: 1 }
      await elastic.es.update({ index: '.elastic-connectors-sync-jobs', id: job, doc, refresh: true })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['self-managed', 'key', 'synced'] })
      await elastic.es.index({ index, document: { a: 1 }, refresh: true })
      expect(await passed(id)).toMatchObject({ migrated: true })
    })
  })
}
