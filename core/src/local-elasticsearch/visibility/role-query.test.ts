import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../test-server.ts'
import { basic, startTestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.call('PUT', '/wiki', { mappings: { properties: { acl: { type: 'keyword' } } } })
  const documents = { '1': { acl: ['user:ada', 'group:"sales"'] }, '2': { acl: ['group:law'] }, '3': {} }
  for (const [id, document] of Object.entries(documents))
    await server.call('PUT', `/wiki/_doc/${id}`, document)
})
afterAll(() => server.stop())

/** What a user sees whose role holds the query. */
const seen = async (query: unknown, user: Record<string, unknown> = {}): Promise<unknown> => {
  const indices = [{ names: ['wiki'], privileges: ['read'], query }]
  expect((await server.call('PUT', '/_security/role/reader', { indices })).status).toBe(200)
  await server.call('PUT', '/_security/user/ada', { password: 'password', roles: ['reader'], ...user })
  const authorization = basic('ada', 'password')
  const { status, body } = await server.call('GET', '/wiki/_search', undefined, { authorization })
  const hits: unknown = JSON.stringify(body['hits'])
  return status === 200 ? [...String(hits).matchAll(/"_id":"(\d)"/g)].map(([, id]) => id) : body['error']
}
const template = (source: unknown, params?: unknown) => ({ template: { source, params } })

describe('a role with a template', () => {
  it('fills in the user who searches', async () => {
    expect(await seen(template('{"term":{"acl":"user:{{_user.username}}"}}'))).toEqual(['1'])
    const byGroup = template({ terms: { acl: 'GROUPS' } })
    const source = JSON.stringify(byGroup.template.source).replace(
      '"GROUPS"',
      '{{#toJson}}_user.metadata.groups{{/toJson}}',
    )
    expect(await seen(template(source), { metadata: { groups: ['group:law', 'group:"sales"'] } })).toEqual([
      '1',
      '2',
    ])
  })

  it('fills in its parameters, as the identities of connectors have them', async () => {
    const source =
      '{"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"acl"}}}},' +
      '{"terms":{"acl":{{#toJson}}access_control{{/toJson}}}}]}}'
    expect(await seen(template(source, { access_control: ['group:"sales"'] }))).toEqual(['1', '3'])
  })

  it('puts texts in as texts: what looks like a query stays a word', async () => {
    const full = { full_name: '"}},{"match_all":{"boost":1' }
    expect(await seen(template('{"term":{"acl":"{{_user.full_name}}"}}'), full)).toEqual([])
  })

  it('refuses a search whose template gives no query, and hides everything', async () => {
    expect(await seen(template('{"term":{"acl":{{{_user.full_name}}}}}'), { full_name: '[' })).toMatchObject({
      type: expect.stringContaining('parse'),
    })
  })

  it.each([
    ['a section', '{{#_user.roles}}x{{/_user.roles}}', 'found [{{#_user.roles}}]'],
    ['a partial', '{{> other}}', 'found [{{> other}}]'],
  ])('refuses %s by name', async (_what, source, reason) => {
    const indices = [{ names: ['wiki'], privileges: ['read'], query: template(source) }]
    const { status, body } = await server.call('PUT', '/_security/role/refused', { indices })
    expect([status, body['error']]).toMatchObject([
      400,
      { type: 'parse_exception', caused_by: { reason: expect.stringContaining(reason) } },
    ])
  })

  it('refuses a stored script by name', async () => {
    const indices = [{ names: ['wiki'], privileges: ['read'], query: { template: { id: 'stored' } } }]
    expect((await server.call('PUT', '/_security/role/refused', { indices })).body['error']).toMatchObject({
      caused_by: { reason: 'local Elasticsearch does not know [id] in the template of a role query' },
    })
  })
})
