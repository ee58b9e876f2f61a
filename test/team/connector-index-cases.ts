import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** What happens to a connector between its making and its end: another index, another pipeline, an error, its health. */
export const connectorIndexCases = (opened: () => OpenPatchbay): void => {
  describe('connectors in use', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
    const get = (connector: string) => call('connector.get', { connector })
    const make = async (name: string, more: object = {}) =>
      textIn(
        await call('connector.create', { serviceType: 'postgresql', name, managed: true, ...more }),
        'id',
      )
    const valid = async (id: string) => {
      const { api_keys: keys } = await opened().elastic.es.security.getApiKey({ id })
      return keys[0]?.invalidated === false
    }

    it('is given another index with a key for it; the old key ends, the old documents stay', async () => {
      const { id, apiKeyId, secretId } = await opened().connectorWithKey('moves')
      await opened().elastic.es.index({ index: 'search-moves', document: { a: 1 }, refresh: true })
      const asked = { connector: id, indexName: 'moved' }
      expect(await plan('connector.attach-index', asked)).toContain(
        'the documents of search-moves stay there',
      )
      const attached = await call('connector.attach-index', asked)
      expect(attached).toMatchObject({ index: 'search-moved', made: true })
      const newKey = textIn(attached, 'apiKeyId')
      expect(await get(id)).toMatchObject({ index: 'search-moved', apiKeyId: newKey })
      expect([await valid(apiKeyId), await valid(newKey)]).toEqual([false, true])
      expect(await opened().elastic.es.count({ index: 'search-moves' })).toMatchObject({ count: 1 })
      const gone = opened().elastic.es.connector.secretGet({ id: secretId })
      await expect(gone).rejects.toMatchObject({ status: 404 })
    })

    it('writes through an alias too', async () => {
      const id = await make('aliased')
      await opened().elastic.es.indices.create({
        index: 'search-behind-front',
        aliases: { 'search-front': {} },
      })
      expect(await call('connector.attach-index', { connector: id, indexName: 'front' })).toMatchObject({
        index: 'search-front',
        made: false,
      })
    })

    it('self-managed, warns that its key does not open the new index', async () => {
      const id = await make('own-run', { managed: false })
      await call('api-key.set-ids', { connector: id, apiKeyId: 'a-key' })
      const asked = { connector: id, indexName: 'connector-elsewhere' }
      expect(await plan('connector.attach-index', asked)).toContain(`patchbay api-key rotate ${id}`)
      expect(await call('connector.attach-index', asked)).toMatchObject({ index: 'connector-elsewhere' })
    })

    it('of a self-managed connector is told apart from the one that its key opens', async () => {
      const id = await make('key-of-old', { managed: false })
      const index = textIn(await get(id), 'index')
      const { id: apiKeyId } = await opened().elastic.es.security.createApiKey({
        name: 'by-hand',
        role_descriptors: { r: { indices: [{ names: [index], privileges: ['all'] }] } },
      })
      await call('api-key.set-ids', { connector: id, apiKeyId })
      const codes = async () => JSON.stringify(await call('connector.health', { connector: id }))
      expect(await codes()).not.toContain('key-for-other-index')
      const asked = { connector: id, indexName: 'connector-key-of-new' }
      expect(await plan('connector.attach-index', asked)).toContain('does not open connector-key-of-new')
      expect(await call('connector.attach-index', asked)).toMatchObject({ apiKeyId, keyOpensIndex: false })
      expect(await codes()).toContain('key-for-other-index')
      await opened().elastic.es.security.invalidateApiKey({ ids: [apiKeyId] })
      expect(await codes()).toContain('key-dead')
    })

    it('warns before it has all the fields that it may have', async () => {
      const id = await make('full-of-fields')
      const index = textIn(await get(id), 'index')
      const health = async () => JSON.stringify(await call('connector.health', { connector: id }))
      expect(await health()).not.toContain('fields-nearly-full')
      const settings = { 'index.mapping.total_fields.limit': 2 }
      await opened().elastic.es.indices.putSettings({ index, settings })
      expect(await health()).toContain('of 2 fields that it may have')
    })

    it('is refused the index of another connector, its own, and a name that can not be', async () => {
      const id = await make('here')
      await make('there')
      const attach = (indexName: string) => refusal('connector.attach-index', { connector: id, indexName })
      expect(await attach('there')).toMatchObject({ code: 'connector.index-taken' })
      expect(await attach('search-here')).toMatchObject({ code: 'connector.state' })
      expect(await attach('No Good')).toMatchObject({ code: 'input.invalid', field: 'indexName' })
      expect(await get(id)).toMatchObject({ index: 'search-here' })
    })

    it('loses its index and its waiting syncs, not its documents', async () => {
      const id = await make('let-go')
      await call('connector.detach-index', { connector: id })
      expect(await get(id)).toMatchObject({ index: null })
      expect(await opened().elastic.es.indices.exists({ index: 'search-let-go' })).toBe(true)
      expect(await refusal('connector.detach-index', { connector: id })).toMatchObject({
        code: 'connector.state',
        next: expect.stringContaining('attach-index'),
      })
      expect(await call('connector.health', { connector: id })).toMatchObject({ grade: 'unfinished' })
    })

    it('changes one part of its pipeline and keeps the rest; one that is not there is refused', async () => {
      const id = await make('piped')
      expect(await call('connector.set-pipeline', { connector: id, reduceWhitespace: false })).toMatchObject({
        pipeline: { name: 'search-default-ingestion', reduce_whitespace: false, run_ml_inference: true },
      })
      await opened().elastic.es.ingest.putPipeline({
        id: 'tidy',
        processors: [{ set: { field: 'a', value: 1 } }],
      })
      await call('connector.set-pipeline', { connector: id, name: 'tidy' })
      expect(await get(id)).toMatchObject({ pipeline: 'tidy' })
      expect(await refusal('connector.set-pipeline', { connector: id })).toMatchObject({ field: 'name' })
      expect(await refusal('connector.set-pipeline', { connector: id, name: 'tidi' })).toMatchObject({
        message: 'name: there is no ingest pipeline "tidi".',
      })
      expect(await get(id)).toMatchObject({ pipeline: 'tidy' })
    })

    it('shows an error until it is cleared, and says how it is', async () => {
      const id = await make('failing')
      const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', { connector: id, values: { ...values, password: new Secret('p') } })
      await opened().elastic.es.connector.updateError({ connector_id: id, error: 'password rejected' })
      expect(await call('connector.health', { connector: id })).toMatchObject({
        badge: 'Connector Failure',
        grade: 'bad',
        findings: expect.arrayContaining([
          expect.objectContaining({
            code: 'connector-error',
            what: expect.stringContaining('password rejected'),
          }),
        ]),
      })
      await call('connector.clear-error', { connector: id })
      expect(await get(id)).toMatchObject({ error: null, status: 'connected' })
      expect(await refusal('connector.clear-error', { connector: id })).toMatchObject({
        code: 'connector.state',
      })
    })

    it('turns to another kind of source, and begins its configuration anew', async () => {
      const id = await make('turns')
      const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', { connector: id, values: { ...values, password: new Secret('p') } })
      const asked = { connector: id, serviceType: 'mysql' }
      expect(await plan('connector.set-service-type', asked)).toContain('passwords included, are gone')
      expect(await call('connector.set-service-type', asked)).toMatchObject({
        serviceType: 'mysql',
        missing: expect.arrayContaining(['password']),
      })
      const turned = await opened().elastic.es.connector.get({ connector_id: id })
      expect(turned).toMatchObject({ service_type: 'mysql', status: 'needs_configuration' })
      expect(Object.keys(turned.configuration ?? {})).not.toContain('schema')
      expect(await refusal('connector.set-service-type', asked)).toMatchObject({ code: 'connector.state' })
      const unknown = { connector: id, serviceType: 'postgres' }
      expect(await refusal('connector.set-service-type', unknown)).toMatchObject({ code: 'input.invalid' })
    })

    it('is tested against its source: reached, not reached, not configured, of no kind that is known', async () => {
      const files = await make('tested-files', { serviceType: 'dir', managed: false })
      const test = (connector: string) => refusal('connector.test', { connector })
      await call('connector.configure', { connector: files, values: { directory: import.meta.dirname } })
      expect(await call('connector.test', { connector: files })).toMatchObject({ reachable: true })
      await call('connector.configure', {
        connector: files,
        values: { directory: `${import.meta.dirname}/nowhere` },
      })
      expect(await test(files)).toMatchObject({ code: 'source.refused' })

      const database = await make('tested-database')
      expect(await test(database)).toMatchObject({ code: 'configuration.invalid' })
      const values = { host: '127.0.0.1', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', {
        connector: database,
        values: { ...values, password: new Secret('swordfish') },
      })
      const unreachable = await test(database)
      expect(unreachable).toMatchObject({ code: 'source.unreachable' })
      expect(`${unreachable.message} ${unreachable.next}`).not.toContain('swordfish')
      expect(await test(await make('tested-other', { serviceType: 'box' }))).toMatchObject({
        code: 'connector.state',
        message: expect.stringContaining('no data source for box'),
      })
    })

    it('offers or stops offering a kind of sync, and keeps its other features', async () => {
      const id = await make('featured')
      const asked = { connector: id, incrementalSync: true, advancedRules: false }
      const planned = await plan('connector.set-features', asked)
      expect(planned).toContain("only Patchbay's worker does incremental syncs")
      const rights = { connector: id, documentLevelSecurity: true }
      expect(await plan('connector.set-features', rights)).toContain(
        "neither Patchbay's worker nor Elastic's service does access control syncs",
      )
      await call('connector.set-features', asked)
      expect(await opened().elastic.es.connector.get({ connector_id: id })).toMatchObject({
        features: {
          incremental_sync: { enabled: true },
          sync_rules: { basic: { enabled: true }, advanced: { enabled: false } },
        },
      })
      expect(await refusal('connector.set-features', { connector: id })).toMatchObject({
        code: 'input.invalid',
      })
    })

    it('is duplicated with its password, which no log and no plan shows, into an index of its own', async () => {
      const id = await make('model')
      const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', {
        connector: id,
        values: { ...values, password: new Secret('copied-unseen') },
      })
      await call('connector.set-pipeline', { connector: id, reduceWhitespace: false })
      const asked = { connector: id, name: 'likeness' }
      const shown = await plan('connector.duplicate', asked)
      expect(shown).toContain('copied inside Elasticsearch')
      const made = await call('connector.duplicate', asked)
      expect(made).toMatchObject({ name: 'likeness', index: 'search-likeness', missing: [] })
      expect(
        await opened().elastic.es.connector.get({ connector_id: textIn(made, 'connector') }),
      ).toMatchObject({
        status: 'configured',
        configuration: { host: { value: 'h' }, password: { value: 'copied-unseen' } },
        pipeline: { reduce_whitespace: false },
        scheduling: { full: { enabled: false } },
      })
      await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
      const log = JSON.stringify(await opened().elastic.es.search({ index: 'patchbay-*', size: 10_000 }))
      // Not the matchers for texts: they would print the whole log.
      expect(log.includes('likeness')).toBe(true)
      expect([shown, JSON.stringify(made), log].filter((text) => text.includes('copied-unseen'))).toEqual([])
      const taken = await refusal('connector.duplicate', { ...asked, indexName: 'search-likeness' })
      expect(taken).toMatchObject({ code: 'connector.index-taken' })
    })
  })
}
