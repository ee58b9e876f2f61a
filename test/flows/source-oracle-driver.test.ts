import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type LookupFunction, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { PatchbayError } from '@patchbay/core'
import { sources } from '@patchbay/core/sync'
import { describe, expect, it } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'

const redirectPacket = 5

/** What a listener answers that sends everybody elsewhere. */
const redirectTo = (host: string): Buffer => {
  const address = Buffer.from(`(ADDRESS=(PROTOCOL=TCPS)(HOST=${host})(PORT=1521))`)
  const head = Buffer.alloc(10)
  head.writeUInt16BE(head.length + address.length, 0)
  head.writeUInt8(redirectPacket, 4)
  head.writeUInt16BE(address.length, 8)
  return Buffer.concat([head, address])
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port')
  return at.port
}

/** Knows one name and refuses everything else, as a worker's rules do. */
const knowing = () => {
  const asked: string[] = []
  const refusal = new PatchbayError('source.refused', 'That address is not allowed.', {
    next: 'Correct host.',
  })
  const lookup: LookupFunction = (host, _options, callback) => {
    asked.push(host)
    if (host === 'db.example') callback(null, '127.0.0.1', 4)
    else callback(refusal, '')
  }
  return { asked, lookup }
}

describe('oracle, its driver', async () => {
  const load = sources['oracle']
  if (load === undefined) throw new Error('no oracle source')
  const oracle = await load()
  const values = {
    host: 'db.example',
    username: 'reader',
    password: 'of the tests',
    connection_source: 'service_name',
    service_name: 'FREEPDB1',
    tables: ['*'],
  }
  const pinged = async (more: Record<string, unknown>, lookup: LookupFunction): Promise<string> => {
    const source = oracle.open({ ...values, ...more }, lookup)
    return source.ping(new AbortController().signal).then(
      () => 'it answered',
      (error: unknown) => String(error),
    )
  }

  it('connects to the address that was found for its host, and asks nobody again', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.on('error', () => {}).end()
    })
    const port = await listen(server)
    const { asked, lookup } = knowing()
    try {
      expect(await pinged({ port }, lookup)).toContain(`db.example:${port}`)
      expect(connections).toBe(1)
      expect(await pinged({ port, host: 'other.example' }, lookup)).toContain('That address is not allowed.')
      expect(asked).toEqual(['db.example', 'other.example'])
      expect(connections).toBe(1)
    } finally {
      server.close()
    }
  })

  it('knows the name of its server over TLS, and follows it to no address that is not allowed', async () => {
    const authority = await makeAuthority('Authority of the tests')
    const ofServer = await makeServerCertificate(authority, ['db.example'])
    const ofReader = await makeServerCertificate(authority, ['reader.example'])
    const wallet = await mkdtemp(join(tmpdir(), 'patchbay-wallet-'))
    await writeFile(join(wallet, 'ewallet.pem'), [ofReader.cert, ofReader.key, authority.cert].join('\n'))
    const redirecting = (socket: Socket): void =>
      void socket.on('error', () => {}).on('data', () => socket.write(redirectTo('169.254.169.254')))
    const server = createTlsServer({ cert: ofServer.cert, key: ofServer.key }, redirecting)
    const port = await listen(server)
    const { asked, lookup } = knowing()
    try {
      const more = { port, oracle_protocol: 'TCPS', wallet_configuration_path: wallet }
      expect(await pinged(more, lookup)).toContain('That address is not allowed.')
      expect(asked).toEqual(['db.example', '169.254.169.254'])
    } finally {
      server.close()
      await rm(wallet, { recursive: true })
    }
  })
})
