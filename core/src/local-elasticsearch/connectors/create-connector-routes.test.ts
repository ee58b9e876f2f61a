import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Response } from '../http/route.ts'
import type { Principal } from '../security/principal.ts'
import { createConnectorRoutes } from './create-connector-routes.ts'
import { createMemoryDocumentStore } from './memory-document-store.ts'

const principal: Principal = {
  username: 'ada',
  roles: [],
  realm: { name: 'default_native', type: 'native' },
  authenticationType: 'realm',
  fullName: null,
  email: null,
  metadata: {},
}

interface Sent {
  body?: unknown
  query?: Record<string, string>
}

/** The routes of one version, called as the server calls them; an error becomes its answer. */
const start = (version: string, asked: string[] = []) => {
  const routes = createConnectorRoutes({
    store: createMemoryDocumentStore(),
    version,
    now: () => new Date('2026-01-31T12:00:00Z'),
    authorize: (_principal, action, indices) => void asked.push(`${action} on ${indices.join()}`),
  })
  return async (call: string, params: Record<string, string> = {}, sent: Sent = {}): Promise<Response> => {
    const { body, query = {} } = sent
    const [method, path = ''] = call.split(' ')
    const route = routes.find((candidate) => candidate.method === method && candidate.path === path)
    if (route === undefined) throw new Error(`There is no ${call}.`)
    const text = body === undefined ? '' : JSON.stringify(body)
    try {
      const request = {
        method: route.method,
        path,
        params,
        query,
        principal,
        text: async () => text,
        stream: () => Readable.from([]),
      }
      return await route.handle(request)
    } catch (error) {
      if (error instanceof ElasticsearchException) return { status: error.status, body: error.reason }
      throw error
    }
  }
}

const one = { connector_id: 'one' }

describe('connectors before 9.0', () => {
  it('are gone when they are deleted, and their index is free again', async () => {
    const call = start('8.17.10')
    await call('PUT /_connector/{connector_id}', one, { body: { index_name: 'a' } })
    expect((await call('POST /_connector', {}, { body: { index_name: 'a' } })).status).toBe(400)
    expect((await call('DELETE /_connector/{connector_id}', one)).body).toEqual({ acknowledged: true })
    expect((await call('GET /_connector/{connector_id}', one)).status).toBe(404)
    expect((await call('POST /_connector', {}, { body: { index_name: 'a' } })).status).toBe(201)
  })

  it('may have any index when they are managed', async () => {
    const call = start('8.17.10')
    expect(
      (await call('POST /_connector', {}, { body: { is_native: true, index_name: 'search-a' } })).status,
    ).toBe(201)
  })

  it("ask for the caller's rights on the connector indices", async () => {
    const asked: string[] = []
    const call = start('8.17.10', asked)
    await call('GET /_connector')
    await call('PUT /_connector/{connector_id}/_name', one, { body: { name: 'x' } })
    await call('POST /_connector/_secret', {}, { body: { value: 'x' } })
    expect(asked).toEqual([
      'indices:data/read/search on .elastic-connectors-v1',
      'indices:data/write/update on .elastic-connectors-v1',
    ])
  })
})

describe('connectors from 9.0 on', () => {
  it('are marked when they are deleted, unless it is hard', async () => {
    const call = start('9.1.0')
    await call('PUT /_connector/{connector_id}', one, { body: { index_name: 'a' } })
    await call('DELETE /_connector/{connector_id}', one)
    expect((await call('GET /_connector/{connector_id}', one)).status).toBe(404)
    expect((await call('GET /_connector')).body).toEqual({ count: 0, results: [] })
    const shown = await call('GET /_connector/{connector_id}', one, { query: { include_deleted: 'true' } })
    expect(shown.body).toMatchObject({ id: 'one', deleted: true })
    expect(
      (await call('PUT /_connector/{connector_id}/_status', one, { body: { status: 'error' } })).status,
    ).toBe(404)
    expect((await call('DELETE /_connector/{connector_id}', one)).status).toBe(404)
    await call('DELETE /_connector/{connector_id}', one, { query: { hard: 'true' } })
    expect((await call('GET /_connector', {}, { query: { include_deleted: 'true' } })).body).toEqual({
      count: 0,
      results: [],
    })
  })

  it('need an index with the prefix content- when they are managed', async () => {
    const call = start('9.1.0')
    expect(
      (await call('POST /_connector', {}, { body: { is_native: true, index_name: 'search-a' } })).body,
    ).toContain('must start with the prefix: [content-];')
    await call('PUT /_connector/{connector_id}', one, { body: { index_name: 'search-a' } })
    expect(
      (await call('PUT /_connector/{connector_id}/_native', one, { body: { is_native: true } })).body,
    ).toContain(
      'The index name [search-a] attached to the connector [one] must start with the required prefix: [content-]',
    )
    await call(
      'PUT /_connector/{connector_id}',
      { connector_id: 'two' },
      { body: { is_native: true, index_name: 'content-b' } },
    )
    expect(
      (
        await call(
          'PUT /_connector/{connector_id}/_index_name',
          { connector_id: 'two' },
          { body: { index_name: 'b' } },
        )
      ).body,
    ).toContain("The index name in the payload [b] doesn't comply with this requirement.")
  })

  it("don't ask for rights on indices", async () => {
    const asked: string[] = []
    await start('9.1.0', asked)('GET /_connector')
    expect(asked).toEqual([])
  })
})

describe('a configuration', () => {
  it('keeps both of two values that are set at the same time', async () => {
    const call = start('8.17.10')
    await call('PUT /_connector/{connector_id}', one)
    const configuration = { host: { label: 'Host' }, port: { label: 'Port' } }
    await call('PUT /_connector/{connector_id}/_configuration', one, { body: { configuration } })
    await Promise.all([
      call('PUT /_connector/{connector_id}/_configuration', one, { body: { values: { host: 'db' } } }),
      call('PUT /_connector/{connector_id}/_configuration', one, { body: { values: { port: 5432 } } }),
    ])
    expect((await call('GET /_connector/{connector_id}', one)).body).toMatchObject({
      configuration: { host: { value: 'db' }, port: { value: 5432 } },
      status: 'configured',
    })
  })
})

describe('deleting a connector with its jobs', () => {
  it('leaves the jobs of others', async () => {
    const call = start('8.17.10')
    for (const id of ['one', 'two']) {
      await call(
        'PUT /_connector/{connector_id}',
        { connector_id: id },
        { body: { index_name: id, service_type: 'dir' } },
      )
      await call('POST /_connector/_sync_job', {}, { body: { id } })
    }
    await call('DELETE /_connector/{connector_id}', one, { query: { delete_sync_jobs: 'true' } })
    expect((await call('GET /_connector/_sync_job')).body).toMatchObject({
      count: 1,
      results: [{ connector: { id: 'two' } }],
    })
  })
})
