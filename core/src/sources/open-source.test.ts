import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcp, type LookupFunction } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { ConfigurationValues } from './data-source.ts'
import { openSource } from './open-source.ts'
import { reachOf } from './reach.ts'
import { sources } from './registry.ts'

const database = { username: 'u', password: 'p', database: 'd', schema: 's' }
/** Of every source that a field leads somewhere: its values, and the field. */
const cases: Readonly<
  Record<string, [field: string, values: (host: string, port: number) => ConfigurationValues]>
> = {
  postgresql: ['host', (host, port) => ({ ...database, host, port })],
  mysql: ['host', (host, port) => ({ ...database, host, port, user: 'u' })],
  mssql: ['host', (host, port) => ({ ...database, host, port })],
  oracle: ['host', (host, port) => ({ ...database, host, port, sid: 'x' })],
  redis: ['host', (host, port) => ({ host, port, database: ['*'] })],
  mongodb: [
    'host',
    (host, port) => ({
      host: `mongodb://${host}:${port}/?serverSelectionTimeoutMS=500`,
      database: 'd',
      collection: 'c',
    }),
  ],
  network_drive: [
    'server_ip',
    (host, port) => ({
      server_ip: host,
      server_port: port,
      username: 'u',
      password: 'p',
      drive_path: 'share',
    }),
  ],
  azure_blob_storage: [
    'blob_endpoint',
    (host, port) => ({
      blob_endpoint: `http://${host}:${port}/a`,
      account_name: 'a',
      account_key: 'aaaa',
      containers: ['c'],
      retry_count: 0,
    }),
  ],
  github: [
    'host',
    (host, port) => ({
      data_source: 'github_server',
      host: `https://${host}:${port}`,
      token: 't',
      repositories: ['a/b'],
      retry_count: 0,
    }),
  ],
}
const definitionOf = async (serviceType: string) => {
  const load = sources[serviceType]
  if (load === undefined) throw new Error(`no source ${serviceType}`)
  return load()
}
const problemOf = (done: Promise<unknown>): Promise<unknown> =>
  done.then(
    () => 'nothing',
    (error: unknown) => error,
  )

it('knows of every source where its fields lead', async () => {
  const free = ['dir', 's3', 'google_cloud_storage']
  expect([...Object.keys(cases), ...free].toSorted()).toEqual(Object.keys(sources).toSorted())
})

it.each(Object.entries(cases))('opens no %s at a metadata address', async (serviceType, [field, values]) => {
  const definition = await definitionOf(serviceType)
  for (const host of ['169.254.169.254', '0xa9fea9fe']) {
    const problem = await problemOf(openSource(definition, values(host, 80), undefined))
    expect(problem).toMatchObject({
      code: 'source.refused',
      field,
      next: expect.stringContaining('worker.allowAddresses'),
    })
  }
})

it('looks at every server of a connection string of MongoDB, and at what its options make the driver ask', async () => {
  const definition = await definitionOf('mongodb')
  const hosts = [
    'mongodb://u:p@127.0.0.1:27017,169.254.169.254:27017/?replicaSet=r',
    'mongodb://127.0.0.1/?proxyHost=169.254.169.254',
    'mongodb://127.0.0.1/?AuthMechanism=MONGODB%2DOIDC&authMechanismProperties=ENVIRONMENT:azure,TOKEN_RESOURCE:x',
    'mongodb://[::ffff:a9fe:a9fe]:27017',
    'mongodb://169.254.169.254/?appName=%40127.0.0.1',
    'mongodb://u%40127.0.0.1@169.254.169.254',
    '169.254.169.254',
  ]
  for (const host of hosts) {
    const values = { host, database: 'd', collection: 'c' }
    expect(String(await problemOf(openSource(definition, values, {})))).toMatch(/leads to (169|::ffff)/)
  }
})

/** Counts what connects to a port of this machine. */
const listen = async (server = createTcp((socket) => socket.destroy())) => {
  const seen = { connections: 0, port: 0 }
  server.on('connection', () => (seen.connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  seen.port = (server.address() as AddressInfo).port
  return seen
}

it.each(Object.entries(cases).filter(([serviceType]) => serviceType !== 'oracle'))(
  '%s connects to what its lookup gives, and to nothing else',
  async (serviceType, [, values]) => {
    const server = await listen()
    const definition = await definitionOf(serviceType)
    let asked = 0
    const refusing: LookupFunction = (_host, _options, callback) => {
      asked += 1
      callback(new PatchbayError('source.refused', 'That address is refused.'), '')
    }
    const attempt = async (lookup: LookupFunction) => {
      const source = definition.open(values('localhost', server.port), lookup)
      const problem = await problemOf(source.ping(AbortSignal.timeout(10_000)))
      await source.close()
      return problem
    }
    expect(String(await attempt(refusing))).toContain('That address is refused.')
    expect(asked).toBeGreaterThan(0)
    expect(server.connections).toBe(0)
    await attempt(reachOf({ allowAddresses: ['localhost'] }).lookup)
    expect(server.connections).toBeGreaterThan(0)
  },
)

it('follows no redirect of a store to an address that is refused', async () => {
  const inner = await listen()
  const outer = createServer((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end(),
  )
  const { port } = await listen(outer)
  const [, values] = cases['azure_blob_storage'] ?? []
  const rules: AddressRules = { addresses: 'public', allowAddresses: ['localhost'] }
  const source = await openSource(
    await definitionOf('azure_blob_storage'),
    values?.('localhost', port) ?? {},
    rules,
  )
  expect(await problemOf(source.ping(AbortSignal.timeout(10_000)))).toBeInstanceOf(PatchbayError)
  expect(inner.connections).toBe(0)
})
