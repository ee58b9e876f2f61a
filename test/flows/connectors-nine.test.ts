import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { localPatchbay } from '../team/open-local-patchbay.ts'

const values = {
  host: 'h',
  port: 1,
  username: 'u',
  database: 'd',
  schema: 's',
  password: new Secret('swordfish'),
}

// From 9.0 on nobody reads the connector indices, privileges have other names, and deleting only marks.
describe('connectors on local Elasticsearch 9.1', () => {
  const opened = localPatchbay({ version: '9.1.0' })
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)

  it('are self-managed by default, and managed under the prefix that 9.x demands', async () => {
    expect(await call('connector.create', { serviceType: 'postgresql', name: 'products' })).toMatchObject({
      managed: false,
      index: 'connector-products',
    })
    expect(
      await call('connector.create', { serviceType: 'mysql', name: 'kept', managed: true }),
    ).toMatchObject({
      managed: true,
      index: 'content-kept',
    })
  })

  it('are listed through the API, without their configuration', async () => {
    await call('connector.configure', { connector: 'products', values })
    expect(await call('connector.list', { query: 'prod' })).toMatchObject({
      items: [{ name: 'products' }],
      total: 1,
    })
    expect(JSON.stringify(await call('connector.list', {}))).not.toContain('swordfish')
  })

  it('sync, and are gone once they are deleted', async () => {
    await call('sync.start', { connector: 'products' })
    expect(await call('connector.delete', { connector: 'products', withIndex: true })).toMatchObject({
      canceledJobs: 1,
      deletedIndex: 'connector-products',
    })
    expect(await call('sync.list', {})).toMatchObject({ total: 0 })
    const refused = await opened().refusal(opened().ada, 'connector.get', { connector: 'products' })
    expect(refused.code).toBe('target.not-found')
  })

  it('stay when they are deleted, to be listed as such, unless they go for good', async () => {
    for (const [name, hard] of [
      ['marked', false],
      ['gone', true],
    ] as const) {
      await call('connector.create', { serviceType: 'dir', name })
      await call('connector.delete', { connector: name, hard, withIndex: true })
    }
    const listed = async (deleted: boolean) => JSON.stringify(await call('connector.list', { deleted }))
    expect(await listed(false)).not.toMatch(/marked|gone/)
    expect(await listed(true)).toMatch(/"marked".*"deleted":true/)
    expect(await listed(true)).not.toContain('"gone"')
  })

  it('get the pipeline that Elasticsearch brings, and another one by one: nobody sets a default', async () => {
    const { ada, elastic, refusal } = opened()
    const usual = {
      pipeline: 'search-default-ingestion',
      extractBinaryContent: true,
      reduceWhitespace: true,
      runMlInference: true,
    }
    await elastic.es.ingest.putPipeline({ id: 'tidy-all', processors: [] })
    for (const who of [ada, elastic]) {
      const refused = await refusal(who, 'connector.set-default-pipeline', { name: 'tidy-all' })
      expect(refused).toMatchObject({
        code: 'connector.state',
        next: expect.stringContaining('connector set-pipeline'),
      })
      expect(await opened().call(who, 'connector.default-pipeline', {})).toEqual(usual)
    }
    await call('connector.set-pipeline', { connector: 'kept', name: 'tidy-all' })
    expect(await call('connector.get', { connector: 'kept' })).toMatchObject({ pipeline: 'tidy-all' })
  })

  it('leave their keys behind, which are found through the API', async () => {
    const { id, apiKeyId } = await opened().connectorWithKey('nine-left')
    const kept = await opened().connectorWithKey('nine-kept')
    await opened().elastic.es.connector.delete({ connector_id: id })
    const found = JSON.stringify(await call('api-key.orphans', {}))
    expect(found).toContain(`"apiKeyId":"${apiKeyId}"`)
    expect(found).not.toContain(kept.apiKeyId)
  })

  it('need the cluster privileges alone', async () => {
    const refused = await opened().refusal(opened().eve, 'connector.get', { connector: 'kept' })
    expect(refused.message).toBe("eve can't look at connectors: the roles of eve lack monitor_connector.")
  })
})
