import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../test-server.ts'
import { basic, startTestServer } from '../../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const bulk = (path: string, lines: readonly unknown[], headers: Record<string, string> = {}) =>
  server.call(
    'POST',
    path,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    { 'content-type': 'application/x-ndjson', ...headers },
  )

const items = (body: Record<string, unknown>): unknown[] =>
  Array.isArray(body['items']) ? body['items'] : []

describe('_bulk', () => {
  it('gives each item its own outcome', async () => {
    const { body } = await bulk('/_bulk', [
      { index: { _index: 'mixed', _id: '1' } },
      { a: 1 },
      { create: { _index: 'mixed', _id: '1' } },
      { a: 1 },
      { update: { _index: 'mixed', _id: '1' } },
      { doc: { a: 2 } },
      { delete: { _index: 'mixed', _id: '1' } },
      { delete: { _index: 'mixed', _id: '7' } },
      { update: { _index: 'mixed', _id: '9' } },
      { doc: { a: 2 } },
      { index: { _index: 'mixed', _id: '2' } },
      '{bad',
      { index: { _index: 'Mixed', _id: '2' } },
      {},
    ])
    expect(body['errors']).toBe(true)
    expect(items(body)).toMatchObject([
      { index: { _id: '1', _version: 1, result: 'created', _seq_no: 0, status: 201 } },
      { create: { status: 409, error: { type: 'version_conflict_engine_exception' } } },
      { update: { _version: 2, result: 'updated', _seq_no: 1, status: 200 } },
      { delete: { _version: 3, result: 'deleted', _seq_no: 2, status: 200 } },
      { delete: { _version: 1, result: 'not_found', _seq_no: 3, status: 404 } },
      { update: { status: 404, error: { type: 'document_missing_exception' } } },
      { index: { status: 400, error: { type: 'document_parsing_exception' } } },
      { index: { status: 400, error: { type: 'invalid_index_name_exception' } } },
    ])
  })

  it('fences late writers with external_gte and deletes with if_seq_no', async () => {
    const epoch = (version: number) => ({ index: { _id: 'd', version, version_type: 'external_gte' } })
    const { body } = await bulk('/fenced/_bulk', [epoch(5), { n: 1 }, epoch(4), { n: 2 }, epoch(5), { n: 3 }])
    expect(items(body)).toMatchObject([
      { index: { _version: 5, status: 201 } },
      { index: { status: 409 } },
      { index: { _version: 5, _seq_no: 1, status: 200 } },
    ])
    const remove = { delete: { _id: 'd', if_seq_no: 0, if_primary_term: 1 } }
    expect(items((await bulk('/fenced/_bulk', [remove])).body)).toMatchObject([{ delete: { status: 409 } }])
  })

  it.each([
    [
      [{ foo: {} }, {}],
      'Malformed action/metadata line [1], expected field [create], [delete], [index] or [update] but found [foo]',
    ],
    [[{ index: { _id: '1', foo: 1 } }, {}], 'Action/metadata line [1] contains an unknown parameter [foo]'],
    [['[]', {}], 'Malformed action/metadata line [1], expected START_OBJECT but found [START_ARRAY]'],
    [
      [{ index: 'x' }, {}],
      'Malformed action/metadata line [1], expected START_OBJECT or END_OBJECT but found [VALUE_STRING]',
    ],
    [[{ delete: {} }], 'Validation Failed: 1: id is missing;'],
    [[''], 'Validation Failed: 1: no requests added;'],
    [
      [{ index: { _id: '1' } }, { a: 1 }, { foo: {} }],
      'Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [foo]',
    ],
    [[{ update: { _id: '3' } }, {}], 'Validation Failed: 1: script or doc is missing;'],
  ])('refuses %j as a whole and keeps nothing of it', async (lines, reason) => {
    const { status, body } = await bulk('/refused/_bulk', lines)
    expect([status, body['error']]).toMatchObject([400, { reason }])
    expect((await server.call('GET', '/refused')).status).toBe(404)
  })

  it('wants a line end after the last line, and a body', async () => {
    const open = await server.call('POST', '/x/_bulk', '{"index":{"_id":"2"}}\n{"a":1}')
    expect(open.body['error']).toMatchObject({
      reason: 'The bulk request must be terminated by a newline [\\n]',
    })
    const none = await server.call('POST', '/x/_bulk')
    expect(none.body['error']).toMatchObject({ type: 'parse_exception', reason: 'request body is required' })
    const missing = await bulk('/_bulk', [{ index: { _id: '3' } }, {}])
    expect(missing.body['error']).toMatchObject({ reason: 'Validation Failed: 1: index is missing;' })
  })

  it('keeps the text of documents as it was sent, and shows only what filter_path asks for', async () => {
    const { text } = await bulk('/verbatim/_bulk?filter_path=items.*.status,errors', [
      { index: { _id: '1' } },
      '{"price": 1.50, "big":12345678901234567,  "é":"\\u00e9"}',
    ])
    expect(text).toBe('{"errors":false,"items":[{"index":{"status":201}}]}')
    expect((await server.call('GET', '/verbatim/_source/1')).text).toBe(
      '{"price": 1.50, "big":12345678901234567,  "é":"\\u00e9"}',
    )
  })

  it('takes bodies larger than what it holds at once', async () => {
    const text = 'x'.repeat(2_000)
    const lines = Array.from({ length: 1_500 }, (_, at) => [
      { index: { _id: String(at) } },
      { at, text },
    ]).flat()
    const { body } = await bulk('/large/_bulk', lines)
    expect([body['errors'], items(body).length]).toEqual([false, 1_500])
    expect((await server.call('GET', '/large/_doc/1499')).body['_seq_no']).toBe(1_499)
  })

  it('asks for rights item by item', async () => {
    await server.call('PUT', '/_security/role/appender', {
      indices: [
        {
          names: ['log'],
          privileges: ['read', 'indices:data/write/index:op_type/create', 'indices:data/write/bulk*'],
        },
      ],
    })
    await server.call('PUT', '/_security/user/appender', { password: 'appender1', roles: ['appender'] })
    await server.call('PUT', '/log', { mappings: { properties: { a: { type: 'long' } } } })
    await server.call('PUT', '/other')
    const { body } = await bulk(
      '/_bulk',
      [
        { create: { _index: 'log', _id: '1' } },
        { a: 1 },
        { index: { _index: 'log', _id: '1' } },
        { a: 2 },
        { create: { _index: 'log', _id: '2' } },
        { added: 2 },
        { delete: { _index: 'log', _id: '1' } },
        { create: { _index: 'other', _id: '1' } },
        {},
      ],
      { authorization: basic('appender', 'appender1') },
    )
    expect(items(body)).toMatchObject([
      { create: { status: 201 } },
      { index: { status: 403, error: { type: 'security_exception' } } },
      {
        create: { status: 403, error: { reason: expect.stringContaining('indices:admin/mapping/auto_put') } },
      },
      { delete: { status: 403 } },
      { create: { status: 403 } },
    ])
  })
})
