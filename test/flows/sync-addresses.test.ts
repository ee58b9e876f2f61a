import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createCore, openCluster, Secret } from '@patchbay/core'
import { expect, it } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { freePort } from '../fixtures/free-port.ts'
import { startTlsFront } from '../fixtures/tls-front.ts'
import { openWorkerGround } from '../sync/open-worker.ts'

type Rules = NonNullable<Parameters<typeof openCluster>[0]['addressRules']>

const opened = onLocal(async (cluster) => ({ cluster, ground: await openWorkerGround(cluster) }))

const listen = async (server: Server): Promise<number> => {
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return port
}

/** What a test of the connector and a sync of it come to, under these rules. */
const outcomes = async (host: string, port: number, addressRules: Rules) => {
  const {
    cluster: { url, password },
    ground,
  } = opened()
  const auth = { kind: 'basic' as const, username: 'elastic', password: new Secret(password) }
  const session = await openCluster({ name: 'test', addressRules }, connect({ url, auth }))
  const { id } = await ground.connectorOf('redis', { host, port, database: ['*'] })
  const tested = await createCore()
    .run(session, 'connector.test', { connector: id })
    .catch((error: unknown) => String(error))
  const synced = await ground.sync(id, { addressRules })
  return [tested, `${synced.status}: ${synced.error}`]
}

it('neither tests nor syncs a connector that leads to an address which is not allowed', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  const port = await listen(server)
  try {
    const told = [
      ...(await outcomes('127.0.0.1', port, { addresses: 'public' })),
      ...(await outcomes('0x7f.1', port, { addresses: 'public', allowAddresses: ['10.9.0.0/16'] })),
      ...(await outcomes('169.254.169.254', 80, {})),
    ]
    for (const outcome of told) expect(outcome).toContain('The connector leads to')
    expect(connections).toBe(0)
    // The same server is reached by whoever may: it is one that hangs up.
    for (const outcome of await outcomes('127.0.0.1', port, {})) expect(outcome).toContain('Redis')
    expect(connections).toBeGreaterThan(1)
  } finally {
    server.close()
  }
})

it('reads no folder that is not allowed, or in which the worker has its own files', async () => {
  const { ground } = opened()
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-allowed-'))
  try {
    const keys = join(folder, 'keys.json')
    await writeFile(keys, '{"connector":"secret"}')
    const { id, index } = await ground.connectorOf('dir', { directory: folder })
    for (const addressRules of [{ ownFiles: [keys] }, { directories: [import.meta.dirname] }]) {
      const { status, error } = await ground.sync(id, { addressRules })
      expect(`${status}: ${error}`).toContain('error: The connector leads to the folder')
    }
    expect(await ground.es.indices.exists({ index })).toBe(false)
    expect(await ground.sync(id, { addressRules: { directories: [folder] } })).toMatchObject({
      status: 'completed',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('follows GitHub Enterprise to no other host than those that are allowed', async () => {
  let inner = 0
  const secret = createServer((socket) => {
    inner += 1
    socket.destroy()
  })
  const away = await listen(secret)
  const redirecting = createHttp((_request, response) =>
    response.writeHead(307, { location: `https://127.0.0.1:${away}/` }).end(),
  )
  const port = await listen(redirecting)
  const authority = await makeAuthority('addresses')
  const front = await startTlsFront(
    `http://127.0.0.1:${port}`,
    await makeServerCertificate(authority, ['localhost']),
  )
  try {
    const { ground } = opened()
    const { id } = await ground.connectorOf('github', {
      data_source: 'github_server',
      host: `https://localhost:${front.port}`,
      token: 'token',
      repositories: ['acme/things'],
      retry_count: 0,
      ssl_enabled: true,
      ssl_ca: authority.cert,
    })
    const strict = await ground.sync(id, {
      addressRules: { addresses: 'public', allowAddresses: ['localhost'] },
    })
    expect(strict).toMatchObject({
      status: 'error',
      error: expect.stringContaining('127.0.0.1: an address of a private'),
    })
    expect(inner).toBe(0)
    expect(await ground.sync(id)).toMatchObject({ status: 'error' })
    expect(inner).toBeGreaterThan(0)
  } finally {
    front.stop()
    redirecting.close()
    secret.close()
  }
})
