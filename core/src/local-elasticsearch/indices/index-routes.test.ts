import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../test-server.ts'
import { basic, startTestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.call('PUT', '/one', {
    settings: { number_of_replicas: 0 },
    mappings: { properties: { a: { type: 'keyword' } } },
    aliases: { uno: {} },
  })
  await server.call('PUT', '/secret', { settings: { 'index.hidden': true } })
})
afterAll(() => server.stop())

const reason = (body: Record<string, unknown>): unknown => {
  const { error } = body
  return typeof error === 'object' && error !== null && 'reason' in error ? error.reason : error
}

describe('indices', () => {
  it('show settings, mappings and aliases', async () => {
    const { body } = await server.call('GET', '/one')
    expect(body).toMatchObject({
      one: {
        aliases: { uno: {} },
        mappings: { properties: { a: { type: 'keyword' } } },
        settings: { index: { number_of_replicas: '0', number_of_shards: '1', provided_name: 'one' } },
      },
    })
    expect((await server.call('GET', '/uno/_mapping')).body).toEqual({
      one: { mappings: { properties: { a: { type: 'keyword' } } } },
    })
    expect((await server.call('GET', '/_alias/uno')).body).toEqual({ one: { aliases: { uno: {} } } })
    expect((await server.call('GET', '/_alias/nope')).text).toBe(
      '{"error":"alias [nope] missing","status":404}',
    )
    expect((await server.call('HEAD', '/one')).status).toBe(200)
    expect((await server.call('HEAD', '/nope')).status).toBe(404)
  })

  it('are made once', async () => {
    const { status, body } = await server.call('PUT', '/one')
    expect([status, body['error']]).toMatchObject([
      400,
      { type: 'resource_already_exists_exception', index: 'one' },
    ])
    expect(reason((await server.call('PUT', '/uno')).body)).toBe(
      'Invalid index name [uno], already exists as alias',
    )
  })

  it('refuse settings and body parts that are not known, by name', async () => {
    expect(reason((await server.call('PUT', '/x', { settings: { 'index.foo': 1 } })).body)).toMatch(
      /^unknown setting \[index.foo\]/,
    )
    expect(reason((await server.call('PUT', '/x', { foo: {} })).body)).toBe(
      'unknown key [foo] for create index',
    )
    expect(reason((await server.call('PUT', '/x', { settings: { number_of_shards: 'abc' } })).body)).toBe(
      'Failed to parse value [abc] for setting [index.number_of_shards]',
    )
    expect(reason((await server.call('PUT', '/x', { aliases: { y: { filter: {} } } })).body)).toMatch(
      /\[filter\]/,
    )
    expect((await server.call('HEAD', '/x')).status).toBe(404)
  })

  it('change dynamic settings only', async () => {
    await server.call('PUT', '/one/_settings', { index: { refresh_interval: '5s' }, 'index.priority': 3 })
    expect((await server.call('GET', '/one/_settings/index.r*?flat_settings=true')).body).toEqual({
      one: {
        settings: {
          'index.refresh_interval': '5s',
          'index.routing.allocation.include._tier_preference': 'data_content',
        },
      },
    })
    await server.call('PUT', '/one/_settings', { refresh_interval: null })
    expect((await server.call('GET', '/one/_settings/index.refresh*')).body).toEqual({})
    expect(
      reason((await server.call('PUT', '/one/_settings', { 'index.number_of_shards': 2 })).body),
    ).toMatch(/^Can't update non dynamic settings \[\[index.number_of_shards\]\]/)
  })

  it('are deleted by name only', async () => {
    await server.call('PUT', '/doomed')
    for (const path of ['/d*', '/_all', '/*']) {
      expect(reason((await server.call('DELETE', path)).body)).toBe(
        'Wildcard expressions or all indices are not allowed',
      )
    }
    expect(reason((await server.call('DELETE', '/uno')).body)).toMatch(/matches an alias/)
    expect((await server.call('DELETE', '/doomed,nope')).status).toBe(404)
    expect((await server.call('HEAD', '/doomed')).status).toBe(200)
    expect((await server.call('DELETE', '/doomed')).body).toEqual({ acknowledged: true })
    expect((await server.call('HEAD', '/doomed')).status).toBe(404)
  })

  it('hide from wildcards unless asked for', async () => {
    const names = async (path: string): Promise<string[]> =>
      Object.keys((await server.call('GET', path)).body)
    expect(await names('/*')).not.toContain('secret')
    expect(await names('/s*?expand_wildcards=all')).toEqual(['secret'])
    expect(await names('/secret')).toEqual(['secret'])
    expect(await names('/nope*')).toEqual([])
    expect((await server.call('GET', '/nope*?allow_no_indices=false')).status).toBe(404)
  })

  it('show a wildcard only what the caller may see', async () => {
    await server.call('PUT', '/_security/role/one', {
      indices: [{ names: ['one'], privileges: ['view_index_metadata', 'read'] }],
    })
    await server.call('PUT', '/_security/user/one', { password: 'oneone1', roles: ['one'] })
    await server.call('PUT', '/another/_doc/1', { a: 1 })
    const authorization = basic('one', 'oneone1')
    expect(Object.keys((await server.call('GET', '/*', undefined, { authorization })).body)).toEqual(['one'])
    expect((await server.call('GET', '/another', undefined, { authorization })).status).toBe(403)
    expect((await server.call('GET', '/*/_count', undefined, { authorization })).body['count']).toBe(0)
    expect((await server.call('GET', '/_count', undefined, { authorization })).body['count']).toBe(0)
    expect((await server.call('GET', '/another/_count', undefined, { authorization })).status).toBe(403)
    expect(
      (await server.call('GET', '/*/_settings', undefined, { authorization: basic('nobody', 'x') })).status,
    ).toBe(401)
  })
})
