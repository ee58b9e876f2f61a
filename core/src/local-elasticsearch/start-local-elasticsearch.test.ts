import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalElasticsearch } from './start-local-elasticsearch.ts'
import type { TestServer } from './test-server.ts'
import { basic, startTestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('the server', () => {
  it('is taken for an Elasticsearch by the official client', async () => {
    const client = new Client({ node: server.es.url, auth: { username: 'elastic', password: 'changeme' } })
    const info = await client.info()
    expect(info.version.number).toBe('8.17.10')
    expect(info.tagline).toBe('You Know, for Search')
    await client.index({ index: 'books', id: '1', document: { title: 'Dune' }, refresh: true })
    expect(await client.get({ index: 'books', id: '1' })).toMatchObject({
      _source: { title: 'Dune' },
      _seq_no: 0,
    })
    await expect(client.get({ index: 'books', id: '2' })).rejects.toMatchObject({ statusCode: 404 })
    expect(await client.exists({ index: 'books', id: '1' })).toBe(true)
    const bulk = await client.helpers.bulk({
      datasource: [{ title: 'Solaris' }, { title: 'Ubik' }],
      onDocument: () => ({ index: { _index: 'books' } }),
    })
    expect(bulk.successful).toBe(2)
    await client.close()
  })

  it('names a path, a method and a parameter that it does not know', async () => {
    expect((await server.call('GET', '/_foo/bar/baz')).text).toBe(
      '{"error":"no handler found for uri [/_foo/bar/baz] and method [GET]"}',
    )
    const method = await server.call('DELETE', '/_bulk')
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST,PUT'])
    expect(method.body['error']).toBe(
      'Incorrect HTTP method for uri [/_bulk] and method [DELETE], allowed: [POST, PUT]',
    )
    const parameter = await server.call('PUT', '/d/_doc/1?refrsh=true', {})
    expect(parameter.status).toBe(400)
    expect(parameter.body['error']).toMatchObject({
      type: 'illegal_argument_exception',
      reason: 'request [/d/_doc/1] contains unrecognized parameter: [refrsh] -> did you mean [refresh]?',
    })
  })

  it('answers 401 without the product header when nobody is logged in', async () => {
    const answer = await server.call('GET', '/', undefined, { authorization: '' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('x-elastic-product')).toBeNull()
    expect(answer.headers.get('www-authenticate')).toContain('Basic')
  })

  it('speaks the compatible media type of the client, and refuses versions that it is too old for', async () => {
    const type = 'application/vnd.elasticsearch+json; compatible-with=8'
    const good = await server.call('GET', '/', undefined, { accept: type })
    expect(good.headers.get('content-type')).toBe('application/vnd.elasticsearch+json;compatible-with=8')
    const newer = await server.call('GET', '/', undefined, { accept: type.replace('8', '9') })
    expect([newer.status, newer.body['error']]).toMatchObject([400, { type: 'media_type_header_exception' }])
    const text = await server.call('POST', '/_bulk', 'x', { 'content-type': 'text/plain' })
    expect([text.status, text.body['error']]).toEqual([
      406,
      'Content-Type header [text/plain] is not supported',
    ])
  })

  it('reads compressed bodies and compresses long answers', async () => {
    const compressed = await fetch(`${server.es.url}/zipped/_doc/1`, {
      method: 'PUT',
      headers: {
        authorization: basic('elastic', 'changeme'),
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify({ text: 'long '.repeat(1000) })),
    })
    expect(compressed.status).toBe(201)
    const back = await server.call('GET', '/zipped/_doc/1', undefined, { 'accept-encoding': 'gzip' })
    expect(back.headers.get('content-encoding')).toBe('gzip')
    expect(back.body['_source']).toEqual({ text: 'long '.repeat(1000) })
    const broken = await server.call('PUT', '/zipped/_doc/2', '{}', { 'content-encoding': 'gzip' })
    expect([broken.status, broken.body['error']]).toMatchObject([400, { type: 'not_compressed_exception' }])
  })

  it('refuses a body beyond 100 MB with 413', async () => {
    const answer = await server
      .call('PUT', '/big/_doc/1', `{"a":"${'x'.repeat(100 * 1024 * 1024)}"}`)
      .catch(() => 413)
    // The connection may be cut while the client still sends.
    expect(typeof answer === 'number' ? answer : answer.status).toBe(413)
    expect((await server.call('GET', '/big')).status).toBe(404)
  })

  it('filters and indents answers on demand, with numbers as they were written', async () => {
    await server.call('PUT', '/numbers/_doc/1', '{"price":1.0,"id":1234567890123456789}')
    const pretty = await server.call('GET', '/numbers/_doc/1?pretty&filter_path=_source')
    expect(pretty.text).toBe(
      '{\n  "_source" : {\n    "price" : 1.0,\n    "id" : 1234567890123456789\n  }\n}\n',
    )
  })
})

describe('the data directory', () => {
  it('keeps everything over a restart and belongs to one process at a time', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
    const first = await startLocalElasticsearch({ dataDir, password: 'changeme' })
    const headers = { authorization: basic('elastic', 'changeme'), 'content-type': 'application/json' }
    await fetch(`${first.url}/kept/_doc/1`, { method: 'PUT', headers, body: '{"a":1}' })
    const uuid = async (url: string): Promise<unknown> => {
      const info: unknown = await (await fetch(url, { headers })).json()
      return info
    }
    const before = await uuid(first.url)
    await expect(startLocalElasticsearch({ dataDir })).rejects.toThrow(
      `Another process is using the data in ${dataDir}. Stop that process, or name another data directory.`,
    )
    await first.close()
    const second = await startLocalElasticsearch({ dataDir, password: 'changeme' })
    const found = await fetch(`${second.url}/kept/_doc/1`, { headers })
    expect(await found.text()).toBe(
      '{"_index":"kept","_id":"1","_version":1,"_seq_no":0,"_primary_term":1,"found":true,"_source":{"a":1}}',
    )
    expect(await uuid(second.url)).toEqual(before)
    await second.close()
    await rm(dataDir, { recursive: true })
  })

  it('says in a sentence when the port is taken or the file is no database', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
    await expect(startLocalElasticsearch({ dataDir, port: server.es.port })).rejects.toThrow(
      `Port ${server.es.port} is taken by another process. Stop that one, or choose another port.`,
    )
    const broken = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
    await writeFile(
      join(broken, 'elasticsearch.db'),
      'not a database, but long enough to be looked at as one'.repeat(50),
    )
    await expect(startLocalElasticsearch({ dataDir: broken })).rejects.toThrow(/can't be read/)
    await Promise.all([dataDir, broken].map((directory) => rm(directory, { recursive: true })))
  })
})
