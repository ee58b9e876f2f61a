import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../test-server.ts'
import { basic, startTestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.call('PUT', '/_security/user/bob', {
    password: 'bobbob1',
    roles: ['superuser', 'viewer'],
    full_name: 'Bob',
    email: 'bob@example.org',
    metadata: { team: 'search' },
  })
})
afterAll(() => server.stop())

const put = (id: string, processors: unknown[]) =>
  server.call('PUT', `/_ingest/pipeline/${id}`, { processors })
const source = async (path: string): Promise<Record<string, unknown>> => (await server.call('GET', path)).body

describe('ingest pipelines', () => {
  it('change texts and lists of texts, and refuse what is no text', async () => {
    await put('texts', [
      { lowercase: { field: 'small' } },
      { uppercase: { field: 'capital', target_field: 'deep.capital', ignore_missing: true } },
      { trim: { field: 'trimmed', ignore_missing: true } },
    ])
    const document = { small: ['A', 'bC'], capital: 'straße', trimmed: ' \t a b\u00a0\n' }
    await server.call('PUT', '/texts/_doc/1?pipeline=texts', document)
    expect(await source('/texts/_source/1')).toEqual({
      small: ['a', 'bc'],
      capital: 'straße',
      deep: { capital: 'STRASSE' },
      trimmed: 'a b\u00a0',
    })
    for (const small of [undefined, null, 1, ['a', 1]]) {
      const refused = await server.call('PUT', '/texts/_doc/2?pipeline=texts', { small })
      expect(refused).toMatchObject({
        status: 400,
        body: { error: { type: 'illegal_argument_exception', reason: expect.stringContaining('small') } },
      })
    }
  })

  it('stamp who wrote and when, and nobody gets round the final one', async () => {
    await put('stamp', [
      { remove: { field: 'stamp', ignore_missing: true } },
      { set_security_user: { field: 'stamp.user' } },
      { set: { field: 'stamp.at', copy_from: '_ingest.timestamp' } },
    ])
    await server.call('PUT', '/log', { settings: { final_pipeline: 'stamp' } })
    await server.call('PUT', '/log/_doc/1?pipeline=_none', {
      text: 'x',
      stamp: { user: { username: 'forged' } },
    })
    expect(await source('/log/_source/1')).toEqual({
      text: 'x',
      stamp: {
        user: {
          username: 'elastic',
          roles: ['superuser'],
          realm: { name: 'reserved', type: 'reserved' },
          authentication_type: 'REALM',
          metadata: { _reserved: true },
        },
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    })
  })

  it('name the effective user under run-as, and the key of an API key without roles', async () => {
    await server.call('PUT', '/log/_doc/2', { text: 'x' }, { 'es-security-runas-user': 'bob' })
    expect(await source('/log/_source/2')).toMatchObject({
      stamp: {
        user: {
          username: 'bob',
          full_name: 'Bob',
          email: 'bob@example.org',
          metadata: { team: 'search' },
          roles: ['superuser', 'viewer'],
          authentication_type: 'REALM',
        },
      },
    })
    const key = await server.call(
      'POST',
      '/_security/api_key',
      { name: 'k', metadata: { run: 'r1' } },
      { authorization: basic('bob', 'bobbob1') },
    )
    await server.call('PUT', '/log/_doc/3', {}, { authorization: `ApiKey ${String(key.body['encoded'])}` })
    const stamped = await source('/log/_source/3')
    expect(stamped).toMatchObject({
      stamp: {
        user: {
          username: 'bob',
          authentication_type: 'API_KEY',
          api_key: { id: key.body['id'], name: 'k', metadata: { run: 'r1' } },
        },
      },
    })
    expect(JSON.stringify(stamped)).not.toContain('roles')
  })

  it('keep what stands in the field and is not stamped', async () => {
    await put('keeping', [{ set_security_user: { field: 'who', properties: ['username'] } }])
    await server.call('PUT', '/kept/_doc/1?pipeline=keeping', {
      who: { username: 'forged', roles: ['forged'] },
    })
    expect(await source('/kept/_source/1')).toEqual({ who: { username: 'elastic', roles: ['forged'] } })
  })

  it('set, rename and remove', async () => {
    await put('shape', [
      { set: { field: 'a.b', value: 1 } },
      { set: { field: 'given', value: 'no', override: false } },
      { set: { field: '__proto__', value: 'data' } },
      { rename: { field: 'old', target_field: 'new.name' } },
      { remove: { field: ['x', 'list.0'] } },
    ])
    const written = await server.call('PUT', '/s/_doc/1?pipeline=shape', {
      given: 'yes',
      old: 5,
      x: 1,
      list: [1, 2],
    })
    expect(written.status).toBe(201)
    expect((await server.call('GET', '/s/_source/1')).text).toBe(
      '{"given":"yes","list":[2],"a":{"b":1},"__proto__":"data","new":{"name":5}}',
    )
    const missing = await server.call('PUT', '/s/_doc/2?pipeline=shape', { x: 1, list: [1] })
    expect([missing.status, missing.body['error']]).toMatchObject([
      400,
      { reason: "field [old] doesn't exist" },
    ])
    const blocked = await server.call('PUT', '/s/_doc/2?pipeline=shape', { a: 'text' })
    expect(blocked.body['error']).toMatchObject({
      reason: 'cannot set [b] with parent object of type [java.lang.String] as part of path [a.b]',
    })
  })

  it('run over the merged document of an update, and in a bulk only over an upsert', async () => {
    await put('mark', [{ set: { field: 'marked', value: true } }])
    await server.call('PUT', '/m', { settings: { final_pipeline: 'mark' } })
    await server.call('POST', '/m/_update/1', { doc: { a: 1 }, doc_as_upsert: true })
    expect(await source('/m/_source/1')).toEqual({ a: 1, marked: true })
    await server.call('PUT', '/m/_settings', { 'index.final_pipeline': null })
    await server.call('PUT', '/m/_doc/2', { a: 1 })
    await server.call('PUT', '/m/_settings', { index: { final_pipeline: 'mark' } })
    await server.call('POST', '/m/_bulk', '{"update":{"_id":"2"}}\n{"doc":{"b":1}}\n')
    expect(await source('/m/_source/2')).toEqual({ a: 1, b: 1 })
    await server.call('POST', '/m/_update/2', { doc: { c: 1 } })
    expect(await source('/m/_source/2')).toEqual({ a: 1, b: 1, c: 1, marked: true })
  })

  it.each([
    [[{ grok: {} }], 'No processor type exists with name [grok]'],
    [[{ set: { field: 'a' } }], '[value] required property is missing'],
    [[{ set: { value: 1 } }], '[field] required property is missing'],
    [
      [{ set: { field: 'a', value: 1, foo: 1 } }],
      "processor [set] doesn't support one or more provided configuration parameters [foo]",
    ],
    [
      [{ set: { field: 'a', value: { deep: '{{b}}' } } }],
      '[value] templates inside of objects are not known to local Elasticsearch',
    ],
    [
      [{ set: { field: '{{a}}', value: 1 } }],
      '[field] templates are not supported by this local Elasticsearch',
    ],
    [[{ script: { source: 'ctx.a = 1' } }], 'No processor type exists with name [script]'],
    [
      [{ set: { field: 'a', value: 1, if: 'ctx.a.length() > 3' } }],
      '[if] local Elasticsearch has no Painless; it compares fields with fixed values, as in ctx?.a == true',
    ],
    [
      [{ convert: { field: 'a', type: 'nosuch' } }],
      '[type] type [nosuch] not supported, cannot convert field.',
    ],
    [
      [{ date: { field: 'a', formats: ['EEE d'] } }],
      '[formats] local Elasticsearch does not know the format [EEE d]',
    ],
    [[{ gsub: { field: 'a', pattern: '(', replacement: '' } }], '[pattern] Invalid regex pattern [(]'],
    [[{ join: { field: 'a' } }], '[separator] required property is missing'],
    [[{ foreach: { field: 'a' } }], '[processor] required property is missing'],
    [
      [{ set_security_user: { field: 'a', properties: ['foo'] } }],
      '[properties] Property value [foo] is in valid',
    ],
  ])('refuse %j by name', async (processors, reason) => {
    const answer = await put('bad', processors)
    expect([answer.status, answer.body['error']]).toMatchObject([400, { type: 'parse_exception', reason }])
  })

  it('stay while an index needs them', async () => {
    const used = await server.call('DELETE', '/_ingest/pipeline/stamp')
    expect(used.body['error']).toMatchObject({
      reason:
        'pipeline [stamp] cannot be deleted because it is the final pipeline for 1 index(es) including [log]',
    })
    expect((await server.call('DELETE', '/_ingest/pipeline/shape')).body).toEqual({ acknowledged: true })
    expect((await server.call('GET', '/_ingest/pipeline/shape')).status).toBe(404)
    const missing = await server.call('PUT', '/log/_doc/9?pipeline=shape', {})
    expect(missing.body['error']).toMatchObject({ reason: 'pipeline with id [shape] does not exist' })
  })
})
