import { generateKeyPairSync } from 'node:crypto'
import { lookup } from 'node:dns'
import { createServer, type TlsOptions } from 'node:tls'
import { isPatchbayError } from '@patchbay/core'
import { sources } from '@patchbay/core/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Certificate, makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'

type Values = Parameters<Awaited<ReturnType<NonNullable<(typeof sources)[string]>>>['open']>[0]

const account = () =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'tests',
    client_email: 'reader@tests.example',
    private_key: generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey,
  })

/** Of every source that begins with TLS, what its configuration says, and the variable that says where it is. */
const cases: Readonly<Record<string, { values: (host: string) => Values; variable?: string }>> = {
  mongodb: {
    values: (host) => ({
      host: `mongodb://${host}/?serverSelectionTimeoutMS=500`,
      user: 'reader',
      password: 'swordfish',
      database: 'd',
      collection: 'c',
      direct_connection: true,
      ssl_enabled: true,
    }),
  },
  redis: {
    values: (host) => ({
      host: host.split(':')[0],
      port: Number(host.split(':')[1]),
      password: 'swordfish',
      database: ['*'],
      ssl_enabled: true,
    }),
  },
  azure_blob_storage: {
    values: (host) => ({
      blob_endpoint: `https://${host}/a`,
      account_name: 'a',
      account_key: 'aaaa',
      containers: ['c'],
      retry_count: 0,
    }),
  },
  s3: {
    variable: 'AWS_ENDPOINT_URL_S3',
    values: () => ({
      buckets: ['b'],
      aws_access_key_id: 'k',
      aws_secret_access_key: 's',
      max_attempts: 1,
    }),
  },
  google_cloud_storage: {
    variable: 'STORAGE_EMULATOR_HOST',
    values: () => ({ buckets: ['b'], service_account_credentials: account() }),
  },
}

describe('a source whose server shows a certificate that nobody vouches for', () => {
  let authority: Certificate
  beforeAll(async () => {
    authority = await makeAuthority('an authority that nobody knows')
  })
  afterAll(() => {
    for (const { variable } of Object.values(cases)) if (variable !== undefined) delete process.env[variable]
  })

  /** Counts the bytes that somebody says to it once TLS is set up. */
  const listen = async (options: TlsOptions) => {
    const seen = { bytes: 0, port: 0, close: () => void server.close() }
    const server = createServer(options, (socket) => {
      socket.on('data', (chunk) => (seen.bytes += chunk.length)).on('error', () => {})
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const at = server.address()
    seen.port = typeof at === 'object' && at !== null ? at.port : 0
    return seen
  }
  const tried = async (serviceType: string, more: Values = {}, options: TlsOptions = {}) => {
    const server = await listen(options)
    const { values, variable } = cases[serviceType] ?? {}
    const definition = await sources[serviceType]?.()
    const host = `localhost:${server.port}`
    if (variable !== undefined) process.env[variable] = `https://${host}`
    const source = definition?.open({ ...values?.(host), ...more }, lookup)
    const problem: unknown = await source?.ping(AbortSignal.timeout(20_000)).catch((error: unknown) => error)
    await source?.close()
    server.close()
    return { problem: isPatchbayError(problem) ? problem.message : String(problem), bytes: server.bytes }
  }

  it.each(Object.keys(cases))('says nothing to that of %s', async (serviceType) => {
    const { problem, bytes } = await tried(
      serviceType,
      {},
      await makeServerCertificate(authority, ['localhost']),
    )
    expect(problem).toMatch(/certificate .*is not trusted/)
    expect(bytes).toBe(0)
  })

  it('says nothing to a MongoDB whose certificate is for another host', async () => {
    const elsewhere = await makeServerCertificate(authority, ['db.example'])
    const { problem, bytes } = await tried('mongodb', { ssl_ca: authority.cert }, elsewhere)
    expect(problem).toMatch(/certificate .*is not trusted/)
    expect(bytes).toBe(0)
  })

  it('talks to a MongoDB of an authority of its own, and to any only where that is said', async () => {
    const own = await makeServerCertificate(authority, ['localhost'])
    expect((await tried('mongodb', { ssl_ca: authority.cert }, own)).bytes).toBeGreaterThan(0)
    expect((await tried('mongodb', { tls_insecure: true }, own)).bytes).toBeGreaterThan(0)
  })
})
