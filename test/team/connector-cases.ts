import { Secret } from '@patchbay/core'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

const listed = z.object({
  items: z.array(
    z.object({ name: z.string().nullable(), index: z.string().nullable(), nextSync: z.string().nullable() }),
  ),
})
const values = { host: '127.0.0.1', port: '5432', username: 'u', database: 'd', schema: 'public' }

/** Connectors from their making to their end, as an operator and as people who may less. */
export const connectorCases = (opened: () => OpenPatchbay): void => {
  describe('connectors', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
    const get = (connector: string) => call('connector.get', { connector })

    describe('create', () => {
      it('makes a managed connector with its prefix, its fields and its index, not yet configured', async () => {
        const made = await call('connector.create', {
          serviceType: 'postgresql',
          name: 'products',
          language: 'en',
        })
        expect(made).toMatchObject({ index: 'search-products', managed: true, name: 'products' })
        expect(await get('products')).toMatchObject({
          status: 'needs_configuration',
          documents: 0,
          pipeline: 'search-default-ingestion',
          missing: ['host', 'port', 'username', 'password', 'database', 'schema'],
        })
        const mappings = await opened().ada.es.indices.getMapping({ index: 'search-products' })
        expect(mappings['search-products']?.mappings.properties).toHaveProperty('_patchbay')
      })

      it('finds the same connector by name, index and id', async () => {
        const made = await call('connector.create', {
          serviceType: 'dir',
          name: 'files',
          indexName: 'search-on-disk',
        })
        const id = textIn(made, 'id')
        for (const word of ['files', 'search-on-disk', id])
          expect(await get(word)).toMatchObject({ id, managed: false })
      })

      it('takes an id of its own once, and may begin without an index', async () => {
        const asked = { serviceType: 'dir', name: 'chosen', id: 'my-own-id', withoutIndex: true }
        expect(await call('connector.create', asked)).toMatchObject({ id: 'my-own-id', index: null })
        expect(await get('my-own-id')).toMatchObject({
          name: 'chosen',
          index: null,
          features: { basicRules: true },
        })
        expect(await refusal('connector.create', asked)).toMatchObject({ field: 'id' })
        expect(await refusal('connector.create', { ...asked, id: '_secret' })).toMatchObject({ field: 'id' })
        expect(await refusal('connector.create', { ...asked, id: 'x', indexName: 'y' })).toMatchObject({
          field: 'withoutIndex',
        })
        await call('connector.delete', { connector: 'my-own-id' })
      })

      it('is told which kinds there are, and the fields of each', async () => {
        expect(await call('source.list', { query: 'postgre' })).toMatchObject({
          items: [
            { serviceType: 'postgresql', syncedBy: expect.stringContaining('Patchbay'), ranByElastic: true },
          ],
        })
        expect(await call('source.get', { serviceType: 'postgresql' })).toMatchObject({
          incremental: ['Patchbay'],
          documentation: expect.stringMatching(/es-connectors-postgresql$/),
          fields: expect.arrayContaining([expect.objectContaining({ key: 'password', secret: true })]),
        })
        expect(await refusal('source.get', { serviceType: 'postgres' })).toMatchObject({
          next: 'Did you mean postgresql?',
        })
      })

      it('makes up a name and a free index', async () => {
        const made = await call('connector.create', { serviceType: 'mongodb' })
        expect(textIn(made, 'name')).toMatch(/^mongodb-[0-9a-f]{4}$/)
        expect(textIn(made, 'index')).toBe(`search-${textIn(made, 'name')}`)
      })

      it.each([
        [{ serviceType: 'postgres' }, 'serviceType: there is no "postgres".', 'Did you mean postgresql?'],
        [
          { serviceType: 'dir', indexName: 'Has Blanks' },
          'indexName: must be lower case',
          'Choose another name',
        ],
        [{ serviceType: 'dir', indexName: '_x' }, 'indexName: must not start with', 'Choose another name'],
        [{ serviceType: 'dir', managed: true }, 'managed: Elastic never ran dir itself.', 'Leave it out'],
        [{ serviceType: 'dir', color: 'red' }, 'color: is not a field of this operation.', '--help'],
      ])('refuses %j with one sentence and the fix', async (input, message, next) => {
        const refused = await refusal('connector.create', input)
        expect(refused.message).toContain(message)
        expect(refused.next).toContain(next)
      })

      it('refuses an index of another connector and names that connector', async () => {
        const refused = await refusal('connector.create', { serviceType: 'mysql', indexName: 'products' })
        expect(refused.code).toBe('connector.index-taken')
        expect(refused.message).toBe('The connector "products" has the index "search-products" already.')
      })

      it("refuses somebody's index unless it is to be used", async () => {
        await opened().elastic.es.index({ index: 'search-theirs', document: { a: 1 }, refresh: true })
        const asked = { serviceType: 'mysql', name: 'theirs', indexName: 'search-theirs' }
        const refused = await refusal('connector.create', asked)
        expect(refused.message).toBe('indexName: "search-theirs" is there already and holds 1 document.')
        const planned = await opened().plan(opened().ada, 'connector.create', {
          ...asked,
          useExistingIndex: true,
        })
        expect(planned).toContain("the first full sync of Elastic's service deletes them")
        await call('connector.create', { ...asked, useExistingIndex: true })
        expect(await get('theirs')).toMatchObject({ index: 'search-theirs', documents: 1 })
      })
    })

    describe('configure', () => {
      it('stays in need of configuration until every required field is there', async () => {
        expect(await call('connector.configure', { connector: 'products', values })).toMatchObject({
          missing: ['password'],
          apiKeyId: null,
        })
        expect(await get('products')).toMatchObject({ status: 'needs_configuration' })
        const secret = { password: new Secret('swordfish') }
        expect(await call('connector.configure', { connector: 'products', values: secret })).toMatchObject({
          missing: [],
        })
        expect(await get('products')).toMatchObject({ status: 'configured' })
      })

      it('stores values in their types and shows a password to nobody', async () => {
        const shown = JSON.stringify(await get('products'))
        expect(shown).toContain('{"key":"port","value":5432,')
        expect(shown).toContain('{"key":"password","value":"set",')
        const planned = await plan('connector.configure', {
          connector: 'products',
          values: { port: 5433, password: 'sardine', tables: ['a', 'b'] },
        })
        expect(planned).toContain('{"what":"port","from":"5432","to":"5433"}')
        expect(planned).toContain('"a new value, not shown"')
        expect(shown + planned).not.toMatch(/swordfish|sardine/)
      })

      it('writes no password into the run log', async () => {
        await call('connector.configure', { connector: 'products', values: { password: 'swordfish' } })
        await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
        const log = await opened().elastic.es.search({ index: 'patchbay-runs', size: 1000 })
        expect(log.hits.hits.length).toBeGreaterThan(10)
        expect(JSON.stringify(log)).not.toContain('swordfish')
      })

      it('names every wrong field and changes nothing', async () => {
        const before = await get('products')
        const refused = await refusal('connector.configure', {
          connector: 'products',
          values: { port: 'abc', ssl_enabled: 'perhaps', hots: 'x' },
        })
        expect(refused.message.split('\n')).toEqual([
          'port: must be a whole number, got "abc".',
          'ssl_enabled: must be true or false, got "perhaps".',
          'hots: is not a field of this connector; did you mean host?',
        ])
        expect(refused.next).toContain('`patchbay connector get products`')
        expect(refused.code).toBe('configuration.invalid')
        expect(await get('products')).toEqual(before)
      })
    })

    describe('rename and schedule', () => {
      it('renames, and is found by its new name', async () => {
        await call('connector.rename', { connector: 'files', name: 'folders', description: 'on disk' })
        expect(await get('folders')).toMatchObject({ description: 'on disk' })
        expect((await refusal('connector.get', { connector: 'folder' })).next).toContain(
          'Did you mean "folders"?',
        )
      })

      it('says a schedule in words, with its next runs, and stores it', async () => {
        const asked = { connector: 'products', cron: '0 0 3 * * ?' }
        const planned = await plan('connector.schedule', asked)
        expect(planned).toContain('{"what":"full sync","from":"off","to":"every day at 03:00 UTC"}')
        expect(planned).toMatch(/"nextSyncs":\["\d{4}-\d\d-\d\dT03:00:00.000Z",/)
        await call('connector.schedule', asked)
        const atThree = expect.stringContaining('T03:00:00.000Z')
        expect(await get('products')).toMatchObject({
          schedules: { full: 'every day at 03:00 UTC' },
          nextSyncs: { full: [atThree, atThree, atThree, atThree, atThree] },
        })
        await call('connector.schedule', { connector: 'products', every: '6 hours' })
        expect(await get('products')).toMatchObject({ schedules: { full: 'every 6 hours' } })
        await call('connector.schedule', { connector: 'products', enabled: false })
        expect(await get('products')).toMatchObject({ schedules: { full: 'off' } })
      })

      it.each([
        [{ cron: '0 3 * * *' }, 'it has 5 fields'],
        [{ cron: '0 0 0 * * ? 2020' }, 'never comes again'],
        [{}, 'give a schedule'],
        [{ every: '7 hours' }, '6 or 8 would'],
        [{ every: 'day', cron: '0 0 3 * * ?' }, 'one of them is enough'],
        [
          { kind: 'incremental', cron: '0 0 3 * * ?' },
          'incremental syncs are not a feature of postgresql here',
        ],
      ])('refuses %j', async (asked, why) => {
        expect((await refusal('connector.schedule', { connector: 'products', ...asked })).message).toContain(
          why,
        )
      })
    })

    describe('sync jobs', () => {
      it('starts one, refuses a second that would wait, and cancels it', async () => {
        const job = textIn(await call('sync.start', { connector: 'products' }), 'job')
        expect(await call('sync.get', { job })).toMatchObject({ status: 'pending', kind: 'full' })
        const refused = await refusal('sync.start', { connector: 'products' })
        expect(refused.message).toBe(`A full sync of "products" waits already: ${job}.`)
        expect(await call('sync.cancel', { job })).toEqual({ jobs: [job] })
        expect(await call('sync.list', { connector: 'products' })).toMatchObject({
          items: [{ id: job, status: 'canceled' }],
          total: 1,
        })
        expect((await refusal('sync.cancel', { job })).message).toContain('has ended: canceled')
      })

      it('shows no configuration with a job', async () => {
        expect(JSON.stringify(await call('sync.list', {}))).not.toContain('swordfish')
      })

      it('cancels every open job of a connector', async () => {
        await call('sync.start', { connector: 'products' })
        await call('sync.cancel', { job: 'products' })
        expect((await refusal('sync.cancel', { job: 'products' })).code).toBe('sync-job.state')
      })

      it('says what an unconfigured connector lacks', async () => {
        const refused = await refusal('sync.start', { connector: 'folders' })
        expect(refused.message).toBe('"folders" can\'t sync: its configuration lacks directory.')
      })
    })

    describe('list', () => {
      it('filters and pages, and never carries a configuration', async () => {
        const all = JSON.stringify(await call('connector.list', { limit: 100 }))
        expect(all).toContain('"name":"products"')
        expect(all).not.toContain('swordfish')
        expect(all).not.toContain('"configuration"')
        expect(await call('connector.list', { query: 'PROD' })).toMatchObject({
          items: [{ name: 'products' }],
          total: 1,
        })
        expect(await call('connector.list', { serviceType: 'dir' })).toMatchObject({
          items: [{ serviceType: 'dir' }],
        })
        expect(await call('connector.list', { limit: 1 })).toMatchObject({ next: 1 })
      })

      it('comes in the order that is asked for, with the next sync of each', async () => {
        const names = async (sort: string) => {
          const { items } = listed.parse(await call('connector.list', { limit: 100, sort }))
          return items.map(({ name, index }) => (sort === 'name' ? name : index) ?? '')
        }
        for (const sort of ['name', 'index']) {
          const found = (await names(sort)).filter((name) => name !== '')
          expect(found).toEqual(found.toSorted((a, b) => (a < b ? -1 : 1)))
        }
        await call('connector.schedule', { connector: 'products', cron: '0 0 3 * * ?' })
        await vi.waitFor(async () => {
          const { items } = listed.parse(await call('connector.list', { name: 'products' }))
          expect(items[0]?.nextSync).toMatch(/T03:00:00.000Z$/)
        }, 5_000)
      })

      it('says when a name means several', async () => {
        await call('connector.create', { serviceType: 'mysql', name: 'twin' })
        await call('connector.create', { serviceType: 'mysql', name: 'twin', indexName: 'search-twin-2' })
        const refused = await refusal('connector.get', { connector: 'twin' })
        expect(refused.code).toBe('target.ambiguous')
        expect(refused.message).toContain('search-twin-2')
      })
    })

    describe('privileges', () => {
      it('tells somebody who may only look what is missing, before anything is changed', async () => {
        const { security } = opened().elastic.es
        await security.putRole({
          name: 'looks-only',
          cluster: ['monitor_connector'],
          indices: [{ names: ['.elastic-connectors*'], privileges: ['read'] }],
        })
        await security.putUser({
          username: 'mallory',
          password: 'correct-horse-battery',
          roles: ['looks-only', 'patchbay-member'],
        })
        const mallory = await opened().login('mallory')
        const refused = await opened().refusal(mallory, 'connector.rename', {
          connector: 'products',
          name: 'mine',
        })
        expect(refused.code).toBe('privilege.missing')
        expect(refused.message).toBe(
          "mallory can't rename connector (products): the roles of mallory lack manage_connector and write on .elastic-connectors*.",
        )
        expect(await get('products')).toMatchObject({ name: 'products' })
        expect(
          await opened().call(mallory, 'privilege.check', { operation: 'connector.rename' }),
        ).toMatchObject({
          allThere: false,
          privileges: [
            { privilege: 'manage_connector', on: 'the cluster', held: false },
            { privilege: 'read', held: true },
            { privilege: 'write', held: false },
          ],
        })
      })

      it('tells somebody who may not even look the same way', async () => {
        const refused = await opened().refusal(opened().eve, 'connector.get', { connector: 'products' })
        expect(refused.message).toMatch(/^eve can't .*: the roles of eve lack monitor_connector and read on /)
        expect((await opened().refusal(opened().eve, 'connector.list', {})).code).toBe('privilege.missing')
      })

      it('says that the operator has what deleting needs', async () => {
        const asked = { operation: 'connector delete', connector: 'products' }
        expect(await call('privilege.check', asked)).toMatchObject({
          allThere: true,
          operation: 'connector.delete',
        })
      })
    })

    describe('delete', () => {
      it('keeps the index unless it is to go, and says so', async () => {
        const planned = await plan('connector.delete', { connector: 'theirs' })
        expect(planned).toContain('search-theirs with 1 document"')
        await call('connector.delete', { connector: 'theirs' })
        expect(await opened().ada.es.indices.exists({ index: 'search-theirs' })).toBe(true)
        expect((await refusal('connector.get', { connector: 'theirs' })).code).toBe('target.not-found')
      })

      it('takes the pipelines that belong to its index along, where the caller may', async () => {
        const { elastic } = opened()
        await call('connector.create', {
          serviceType: 'dir',
          name: 'piped-away',
          indexName: 'search-piped-away',
        })
        const id = 'search-piped-away@custom'
        await elastic.es.ingest.putPipeline({ id, processors: [{ set: { field: 'a', value: 1 } }] })
        const asked = { connector: 'piped-away', withIndex: true }
        expect(await opened().plan(elastic, 'connector.delete', asked)).toContain(id)
        expect(await opened().call(elastic, 'connector.delete', asked)).toMatchObject({
          deletedPipelines: [id],
        })
        await expect(elastic.es.ingest.getPipeline({ id })).rejects.toMatchObject({ status: 404 })
      })

      it('takes index, jobs, key and secret along', async () => {
        await call('api-key.generate', { connector: 'products' })
        const apiKeyId = textIn(await get('products'), 'apiKeyId')
        await call('sync.start', { connector: 'products' })
        await call('connector.delete', { connector: 'products', withIndex: true })
        expect(await opened().ada.es.indices.exists({ index: 'search-products' })).toBe(false)
        expect(await call('sync.list', {})).toMatchObject({ total: 0 })
        const { api_keys: keys } = await opened().elastic.es.security.getApiKey({ id: apiKeyId })
        expect(keys).toMatchObject([{ invalidated: true }])
      })
    })
  })
}
