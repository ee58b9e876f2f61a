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

    it('is of a kind of its own, whose fields are given, and is duplicated so', async () => {
      const asked = { serviceType: 'punch_cards', name: 'own-kind' }
      expect((await refusal('connector.create', asked)).field).toBe('serviceType')
      expect((await refusal('connector.create', { ...asked, serviceType: 'dir', custom: true })).field).toBe(
        'custom',
      )
      const made = await call('connector.create', { ...asked, custom: true })
      expect(made).toMatchObject({ managed: false, serviceType: 'punch_cards', missing: [] })
      const id = textIn(made, 'id')
      expect((await refusal('sync.start', { connector: id })).message).toContain('is not configured')
      expect((await refusal('connector.set-fields', { connector: id })).message).toContain(
        'the catalogue knows none',
      )
      const fields = [{ key: 'reader', label: 'Card reader', required: true }]
      expect(await call('connector.set-fields', { connector: id, fields })).toMatchObject({
        missing: ['reader'],
      })
      await call('connector.configure', { connector: id, values: { reader: 'IBM 2501' } })
      await call('connector.duplicate', { connector: id, name: 'own-kind-too' })
      expect(await get('own-kind-too')).toMatchObject({ serviceType: 'punch_cards', status: 'configured' })
    })

    it('gets other fields, and keeps the values that fit; a secret does not come to light', async () => {
      await call('connector.create', {
        serviceType: 'postgresql',
        name: 'other-fields',
        values: { ...values, password: 'mackerel' },
      })
      const id = textIn(await get('other-fields'), 'id')
      const fields = [
        { key: 'password', label: 'Secret', sensitive: true, required: true },
        { key: 'host', label: 'Server', required: true },
        { key: 'port', label: 'Ports', type: 'bool' },
        { key: 'color', label: 'Colour', options: [{ label: 'Red', value: 'red' }], default_value: 'red' },
      ]
      const asked = { connector: id, fields }
      const planned = await plan('connector.set-fields', asked)
      expect(planned).toContain('{"what":"database","from":')
      expect(planned).toMatch(/these values are lost: [^"]*port/)
      expect(planned).not.toContain('mackerel')
      const open = [{ key: 'secret_word', label: 'Was hidden' }]
      await call('connector.set-fields', {
        connector: id,
        fields: [...fields, { ...open[0], sensitive: true }],
      })
      await call('connector.configure', { connector: id, values: { secret_word: 'mackerel' } })
      expect(
        await refusal('connector.set-fields', { connector: id, fields: [...fields, ...open] }),
      ).toMatchObject({
        message: expect.stringContaining('secret_word holds a secret'),
      })
      const { configuration } = await opened().elastic.es.connector.get({ connector_id: id })
      expect(configuration).toMatchObject({
        password: { value: 'mackerel', label: 'Secret' },
        host: { value: '127.0.0.1', label: 'Server', display: 'textbox', order: 2 },
        port: { value: false, type: 'bool' },
        color: { value: 'red', display: 'dropdown' },
      })
      expect(configuration).not.toHaveProperty('database')
      for (const wrong of [
        [{ key: 'a', label: 'A', value: 'x' }],
        [
          { key: 'a', label: 'A' },
          { key: 'a', label: 'B' },
        ],
        [{ key: 'a', label: 'A', depends_on: [{ field: 'b', value: true }] }],
      ])
        expect((await refusal('connector.set-fields', { connector: id, fields: wrong })).code).toBe(
          'input.invalid',
        )
      await call('connector.configure', { connector: id, values: { secret_word: '' } })
      await call('connector.set-fields', { connector: id })
      expect(await get(id)).toMatchObject({ missing: ['port', 'username', 'database', 'schema'] })
      await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
      const log = await opened().elastic.es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(log)).not.toContain('mackerel')
    })

    it('is run by what its files and commands say, its key only where that goes', async () => {
      const managed = await opened().connectorWithKey('run-managed')
      expect(await call('connector.deployment', { connector: managed.id })).toMatchObject({
        apiKey: `${managed.apiKeyId}, kept as a connector secret`,
        checkedIn: null,
        patchbay: { command: 'npx patchbay worker' },
        elastic: expect.stringContaining('convert'),
      })
      const made = textIn(await call('connector.create', { serviceType: 'dir', name: 'run-self' }), 'id')
      await opened().elastic.es.connector.checkIn({ connector_id: made })
      expect(await call('connector.deployment', { connector: made })).toMatchObject({
        apiKey: expect.stringContaining('api-key generate'),
        checkedIn: expect.stringMatching(/^20/),
        patchbay: { 'connector-keys.json': expect.stringContaining(`"${made}": "YOUR_API_KEY"`) },
        elastic: {
          'config.yml': expect.stringContaining(`connector_id: "${made}"`),
          docker: expect.stringMatching(/^docker run .*elastic-connectors:\d/),
        },
        logs: `labels.connector_id : "${made}"`,
      })
      const other = textIn(await call('connector.create', { serviceType: 'box', name: 'run-box' }), 'id')
      expect(await call('connector.deployment', { connector: other })).toMatchObject({
        patchbay: 'its worker has no data source for box',
      })
    })

    it('is deleted together with others by one plan, and policy about each of them holds', async () => {
      const { elastic } = opened()
      const [one, two] = [
        await opened().connectorWithKey('bulk-one'),
        await opened().connectorWithKey('bulk-two'),
      ]
      await elastic.es.index({ index: 'search-bulk-one', document: { a: 1 }, refresh: true })
      const asked = { connectors: 'bulk-one, bulk-two', withIndex: true }
      const planned = await plan('connector.delete-many', asked)
      expect(planned).toContain('search-bulk-one with 1 document')
      expect(planned).toContain('its API key, its connector secret')
      expect(await plan('connector.delete-many', { connectors: 'bulk-one' })).toContain(
        '"stays":["search-bulk-one',
      )
      expect(await refusal('connector.delete-many', { connectors: 'bulk-one,nobody-here' })).toMatchObject({
        code: 'target.not-found',
      })
      expect(await refusal('connector.delete-many', { connectors: ' , ' })).toMatchObject({
        field: 'connectors',
      })
      const session = opened().ada
      const rule = { operations: ['connector.delete'], connectors: ['bulk-two'], decision: 'refuse' as const }
      const strict = { ...session, cluster: { ...session.cluster, stricter: [rule] } }
      expect(await opened().refusal(strict, 'connector.delete-many', asked)).toMatchObject({
        code: 'policy.refused',
        message: expect.stringContaining('bulk-two'),
      })
      expect(await call('connector.delete-many', asked)).toMatchObject({
        deleted: [
          { connector: one.id, deletedIndex: 'search-bulk-one' },
          { connector: two.id, deletedIndex: 'search-bulk-two' },
        ],
      })
      expect((await refusal('connector.get', { connector: one.id })).code).toBe('target.not-found')
      expect(await elastic.es.indices.exists({ index: 'search-bulk-two' })).toBe(false)
      const { api_keys: keys } = await elastic.es.security.getApiKey({ active_only: true })
      expect(keys.map(({ id }) => id)).not.toContain(two.apiKeyId)
    })
  })
}
