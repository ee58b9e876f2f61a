import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

const withDocuments = z.object({
  items: z.array(z.object({ index: z.string().nullable(), documents: z.number().nullable() })),
})
const values = { host: '127.0.0.1', port: '5432', username: 'u', database: 'd', schema: 'public' }

/** Connectors made with their configuration, synced as soon as it is stored, counted in the list. */
export const configuredConnectorCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const get = (connector: string) => call('connector.get', { connector })

  describe('a connector', () => {
    it('is configured at once with what is given, its password in no plan and no log', async () => {
      const asked = {
        serviceType: 'postgresql',
        name: 'made-whole',
        values: { ...values, password: 'anchovy', tables: ['a', 'b'] },
      }
      const wrong = { ...asked, values: { ...asked.values, port: 'abc' } }
      expect(await refusal('connector.create', wrong)).toMatchObject({ field: 'values.port' })
      await expect(get('made-whole')).rejects.toMatchObject({ code: 'target.not-found' })
      const planned = await plan('connector.create', asked)
      expect(planned).toMatch(/"what":"host","from":"[^"]*","to":"127.0.0.1"/)
      expect(planned).not.toContain('anchovy')
      expect(await call('connector.create', asked)).toMatchObject({ missing: [] })
      expect(await get('made-whole')).toMatchObject({ status: 'configured' })
      await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
      const log = await opened().elastic.es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(log)).not.toContain('anchovy')
      await call('connector.delete', { connector: 'made-whole', withIndex: true })
    })

    it('asks for a sync as soon as it is stored, where that can succeed', async () => {
      await call('connector.create', { serviceType: 'dir', name: 'saved-and-synced' })
      const asked = { connector: 'saved-and-synced', values: { pattern: '**/*.md' }, sync: true }
      expect((await refusal('connector.configure', asked)).message).toContain('lacks directory')
      const whole = { ...asked, values: { ...asked.values, directory: '/data' } }
      expect(await plan('connector.configure', whole)).toContain('{"what":"full sync"')
      const done = await call('connector.configure', whole)
      expect(await call('sync.get', { job: textIn(done, 'job') })).toMatchObject({ kind: 'full' })
      await vi.waitFor(async () => {
        expect(await refusal('connector.configure', whole)).toMatchObject({ code: 'sync-job.state' })
      }, 5_000)
      await call('connector.delete', { connector: 'saved-and-synced', withIndex: true })
    })

    it('counts the documents where that is asked for, as far as the caller may read', async () => {
      const { es } = opened().elastic
      await call('connector.create', { serviceType: 'dir', name: 'counted', indexName: 'search-counted' })
      await es.index({ index: 'search-counted', document: { a: 1 }, refresh: true })
      const counted = async (who: OpenPatchbay['ada']) => {
        const { items } = withDocuments.parse(
          await opened().call(who, 'connector.list', { query: 'counted', documents: true }),
        )
        return items.find(({ index }) => index === 'search-counted')?.documents
      }
      await expect.poll(() => counted(opened().ada), { timeout: 5_000 }).toBe(1)
      expect(await call('index.list', { query: 'search-counted' })).toMatchObject({
        items: [{ index: 'search-counted', documents: 1 }],
      })
      await call('connector.create', { serviceType: 'dir', name: 'counts-none', withoutIndex: true })
      await expect
        .poll(() => call('connector.list', { name: 'counts-none', documents: true }), { timeout: 5_000 })
        .toMatchObject({
          items: [{ index: null, documents: null }],
        })
      await es.security.putRole({
        name: 'sees-connectors',
        cluster: ['monitor', 'monitor_connector'],
        indices: [{ names: ['.elastic-connectors*'], privileges: ['read'] }],
      })
      await es.security.putUser({
        username: 'oscar',
        password: 'correct-horse-battery',
        roles: ['sees-connectors'],
      })
      expect(await counted(await opened().login('oscar'))).toBeNull()
    })
  })
}
