import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from './test-server.ts'
import { basic, startTestServer } from './test-server.ts'
import { checkVersion } from './version-profile.ts'

const versions = ['8.17.10', '8.19.21', '9.1.0'] as const

/** Every difference between the versions that a client can see: what is asked, and how each of them answers. */
const rows: readonly {
  what: string
  ask: (server: TestServer) => Promise<unknown>
  answers: readonly [unknown, unknown, unknown]
}[] = [
  {
    what: 'the version that it says it is',
    ask: async ({ call }) => Object.values((await call('GET', '/')).body['version'] ?? {})[0],
    answers: versions,
  },
  {
    what: 'a client that asks for compatibility with 9',
    ask: ({ call }) => statusWith(call, 9),
    answers: [400, 400, 200],
  },
  {
    what: 'a client that asks for compatibility with 7',
    ask: ({ call }) => statusWith(call, 7),
    answers: [200, 200, 400],
  },
  {
    what: 'a managed connector on an index without the prefix content-',
    ask: async ({ call }) =>
      (await call('POST', '/_connector', { is_native: true, index_name: 'search-managed' })).status,
    answers: [201, 201, 400],
  },
  {
    what: 'what is left of a deleted connector',
    ask: async ({ call }) => {
      await call('PUT', '/_connector/gone', { name: 'gone' })
      await call('DELETE', '/_connector/gone')
      return (await call('GET', '/.elastic-connectors/_doc/gone')).status
    },
    answers: [404, 404, 200],
  },
  {
    what: 'include_deleted',
    ask: async ({ call }) => (await call('GET', '/_connector?include_deleted=true')).status,
    answers: [400, 400, 200],
  },
  {
    what: 'hard',
    ask: async ({ call }) => {
      await call('PUT', '/_connector/hard', { name: 'hard' })
      return (await call('DELETE', '/_connector/hard?hard=true')).status
    },
    answers: [400, 400, 200],
  },
  {
    what: 'a reader of connectors without rights on their index',
    ask: ({ call }) => asUser(call, { cluster: ['monitor_connector'] }, 'GET', '/_connector'),
    answers: [403, 403, 200],
  },
  {
    what: 'a role on the connector indices that does not name restricted ones',
    ask: ({ call }) =>
      asUser(
        call,
        { indices: [{ names: ['.elastic-connectors*'], privileges: ['read'] }] },
        'GET',
        '/.elastic-connectors/_count',
      ),
    answers: [200, 200, 403],
  },
  {
    what: 'the privilege manage_connector',
    ask: ({ call }) => knows(call, 'cluster', 'manage_connector'),
    answers: [true, true, true],
  },
  {
    what: 'the privilege read_failure_store',
    ask: ({ call }) => knows(call, 'index', 'read_failure_store'),
    answers: [false, true, true],
  },
  {
    what: 'a sync of a connector without an index',
    ask: async ({ call }) => {
      await call('PUT', '/_connector/bare', { name: 'bare' })
      return (await call('POST', '/_connector/_sync_job', { id: 'bare' })).status
    },
    answers: [400, 400, 400],
  },
]

const statusWith = async (call: TestServer['call'], version: number): Promise<number> => {
  const type = `application/vnd.elasticsearch+json;compatible-with=${version}`
  return (await call('GET', '/', undefined, { accept: type })).status
}

const knows = async (call: TestServer['call'], kind: string, name: string): Promise<boolean> => {
  const names = (await call('GET', '/_security/privilege/_builtin')).body[kind]
  return Array.isArray(names) && names.includes(name)
}

let users = 0
const asUser = async (
  call: TestServer['call'],
  role: unknown,
  method: string,
  path: string,
): Promise<number> => {
  const name = `user-${++users}`
  await call('PUT', `/_security/role/${name}`, role)
  await call('PUT', `/_security/user/${name}`, { password: 'password', roles: [name] })
  return (await call(method, path, undefined, { authorization: basic(name, 'password') })).status
}

describe('a version', () => {
  const servers: TestServer[] = []
  beforeAll(async () => {
    for (const version of versions) servers.push(await startTestServer({ version }))
    for (const { call } of servers) await call('PUT', '/_connector/first', { name: 'first' })
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
  })

  it.each(rows)(`decides about $what: ${versions.join(', ')} say $answers`, async ({ ask, answers }) => {
    const found: unknown[] = []
    for (const server of servers) found.push(await ask(server))
    expect(found).toEqual([...answers])
  })

  it.each(['8.15.0', '8.18.4', '9.0.0', '9.6.1'])('near those that are tested is accepted: %s', (version) => {
    expect(() => checkVersion(version)).not.toThrow()
  })

  it.each(['7.17.29', '8.14.3', '8.20.0', '9.99.0', '10.0.0'])(
    'far from them is refused: %s',
    async (version) => {
      await expect(startTestServer({ version })).rejects.toThrow(
        `Local Elasticsearch doesn't know the ways of version ${version}: it can be 8.15 to 8.19, and 9.0 to 9.6, such as`,
      )
    },
  )

  it.each(['8', '8.17', 'latest', '8.17.0-SNAPSHOT'])('that is none is refused: %s', (version) => {
    expect(() => checkVersion(version)).toThrow(`"${version}" is no version. One looks like 8.17.10.`)
  })
})
