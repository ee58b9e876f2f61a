import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../test-server.ts'
import { startTestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('documents', () => {
  it('are written, read and deleted with versions and sequence numbers', async () => {
    const created = await server.call('PUT', '/d/_doc/1', { a: 1 })
    expect([created.status, created.headers.get('location')]).toEqual([201, '/d/_doc/1'])
    expect(created.text).toBe(
      '{"_index":"d","_id":"1","_version":1,"result":"created","_shards":{"total":2,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1}',
    )
    expect((await server.call('PUT', '/d/_doc/1?refresh', { a: 2 })).body).toMatchObject({
      _version: 2,
      result: 'updated',
      forced_refresh: true,
    })
    expect((await server.call('DELETE', '/d/_doc/1')).body).toMatchObject({
      result: 'deleted',
      _version: 3,
      _seq_no: 2,
    })
    expect(await server.call('DELETE', '/d/_doc/1')).toMatchObject({
      status: 404,
      body: { result: 'not_found', _version: 4 },
    })
    expect((await server.call('PUT', '/d/_doc/1', { a: 3 })).body).toMatchObject({
      result: 'created',
      _version: 5,
    })
    expect((await server.call('HEAD', '/d/_doc/1')).status).toBe(200)
    expect(await server.call('GET', '/d/_doc/2')).toMatchObject({
      status: 404,
      text: '{"_index":"d","_id":"2","found":false}',
    })
  })

  it('are missing with the genuine error where the index is missing', async () => {
    expect((await server.call('GET', '/nope/_doc/1')).body).toEqual({
      error: {
        root_cause: [
          {
            type: 'index_not_found_exception',
            reason: 'no such index [nope]',
            'resource.type': 'index_or_alias',
            'resource.id': 'nope',
            index_uuid: '_na_',
            index: 'nope',
          },
        ],
        type: 'index_not_found_exception',
        reason: 'no such index [nope]',
        'resource.type': 'index_or_alias',
        'resource.id': 'nope',
        index_uuid: '_na_',
        index: 'nope',
      },
      status: 404,
    })
  })

  it('get automatic ids', async () => {
    const { status, body } = await server.call('POST', '/auto/_doc', { a: 1 })
    expect([status, String(body['_id'])]).toEqual([201, expect.stringMatching(/^[\w-]{20}$/)])
  })

  it('are updated in part', async () => {
    await server.call('PUT', '/u/_doc/1', { a: { x: 1 }, list: [1] })
    const updated = await server.call('POST', '/u/_update/1?_source=true', { doc: { a: { y: 2 } } })
    expect(updated.body).toMatchObject({
      result: 'updated',
      get: { _source: { a: { x: 1, y: 2 }, list: [1] } },
    })
    expect((await server.call('POST', '/u/_update/1', { doc: { a: { y: 2 } } })).body).toMatchObject({
      result: 'noop',
      _version: 2,
      _shards: { total: 0 },
    })
    expect(
      (await server.call('POST', '/u/_update/1', { doc: {}, detect_noop: false })).body['_version'],
    ).toBe(3)
    expect((await server.call('POST', '/u/_update/2', { doc: { a: 1 } })).status).toBe(404)
    expect((await server.call('POST', '/u/_update/2', { doc: { b: 1 }, doc_as_upsert: true })).status).toBe(
      201,
    )
    expect((await server.call('POST', '/u/_update/3', { doc: { b: 1 }, upsert: { c: 1 } })).status).toBe(201)
    expect((await server.call('GET', '/u/_source/3')).body).toEqual({ c: 1 })
    const script = await server.call('POST', '/u/_update/1', { script: 'ctx._source.a = 1' })
    expect([script.status, script.body['error']]).toMatchObject([
      400,
      { caused_by: { reason: expect.stringContaining('[script]') } },
    ])
    const unknown = await server.call('POST', '/u/_update/1', { docx: {} })
    expect(unknown.body['error']).toMatchObject({
      reason: '[1:2] [UpdateRequest] unknown field [docx] did you mean [doc]?',
    })
  })

  it('are read by alias and several at a time', async () => {
    await server.call('PUT', '/behind', { aliases: { front: {} } })
    await server.call('PUT', '/front/_doc/1', { a: 1, b: 2 })
    expect((await server.call('GET', '/front/_doc/1')).body['_index']).toBe('behind')
    const { body } = await server.call('POST', '/_mget', {
      docs: [
        { _index: 'front', _id: '1', _source: ['a'] },
        { _index: 'nope', _id: '1' },
        { _index: 'behind', _id: '2' },
      ],
    })
    expect(body['docs']).toMatchObject([
      { _index: 'behind', _source: { a: 1 } },
      { error: { type: 'index_not_found_exception' } },
      { found: false },
    ])
    expect((await server.call('POST', '/behind/_mget', { ids: ['1'] })).body['docs']).toHaveLength(1)
    const empty = await server.call('POST', '/_mget', { docs: [] })
    expect(empty.body['error']).toMatchObject({ reason: 'Validation Failed: 1: no documents to get;' })
  })

  it('compare and set lets one of many writers win', async () => {
    await server.call('PUT', '/cas/_doc/1', { owner: 'nobody' })
    const attempts = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        server.call('PUT', '/cas/_doc/1?if_seq_no=0&if_primary_term=1', { owner: at }),
      ),
    )
    expect(attempts.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 19 }, () => 409),
    ])
  })
})
