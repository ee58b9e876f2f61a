import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { sendToKibana } from '../../vscode-extension/src/connection/send-kibana.ts'
import { runCli } from '../command-line/patchbay-cli.ts'
import { type Certificate, makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { startConnectProxy, startTlsFront } from '../fixtures/tls-front.ts'

const password = 'secret-of-elastic'

describe('a cluster behind https', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-tls-'))
  const stops: (() => unknown)[] = []
  let target = ''
  let authority: Certificate
  let port = 0
  beforeAll(async () => {
    const server = await startLocalElasticsearch({ dataDir: join(folder, 'data'), password })
    stops.push(() => server.close())
    target = server.url
    authority = await makeAuthority('The authority of the tests')
    const own = await makeServerCertificate(authority, ['es.example'])
    const front = await startTlsFront(target, { key: own.key, cert: `${own.cert}\n${authority.cert}` })
    stops.push(front.stop)
    port = front.port
    writeFileSync(join(folder, 'ca.pem'), authority.cert)
    writeFileSync(join(folder, 'password'), password, { mode: 0o600 })
  })
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop()
    rmSync(folder, { recursive: true })
  })
  afterEach(() => vi.unstubAllEnvs())

  /** Who it says we are, or what went wrong, by a configuration file with these keys. */
  const whoami = async (cluster: object, env: Record<string, string> = {}) => {
    const config = {
      username: 'elastic',
      passwordFile: 'password',
      url: `https://127.0.0.1:${port}`,
      ...cluster,
    }
    writeFileSync(join(folder, 'patchbay.config.json'), JSON.stringify({ clusters: { prod: config } }))
    const { code, stdout, stderr } = await runCli(['actor', 'whoami', '--json'], { cwd: folder, env })
    return code === 0 ? stdout : stderr
  }
  const wellKnown = expect.stringContaining('"username":"elastic"')

  it('is trusted by the file of its authority, and by nothing else', async () => {
    expect(await whoami({ caFile: 'ca.pem' })).toEqual(wellKnown)
    const unknown = await whoami({})
    expect(unknown).toContain('certificate')
    expect(unknown).toContain('caFile')
    const other = await makeAuthority('Another authority')
    writeFileSync(join(folder, 'other.pem'), other.cert)
    expect(await whoami({ caFile: 'other.pem' })).toContain('elasticsearch.unreachable')
  })

  it('is told from one without TLS', async () => {
    expect(await whoami({ url: `http://127.0.0.1:${port}` })).toContain('try https:// in the address')
  })

  it("is trusted by its authority's fingerprint, with colons or without", async () => {
    const { fingerprint } = authority
    expect(await whoami({ caFingerprint: fingerprint })).toEqual(wellKnown)
    expect(await whoami({ caFingerprint: fingerprint.replaceAll(':', '').toLowerCase() })).toEqual(wellKnown)
    const wrong = await whoami({ caFingerprint: `00${fingerprint.slice(2)}` })
    expect(wrong).toContain('shows no certificate with the fingerprint')
    // What it shows, for comparing.
    expect(wrong).toContain(fingerprint)
  })

  it("takes the authority's fingerprint for Kibana too, to which the editor sends requests beside it", async () => {
    const kibana = { url: `https://127.0.0.1:${port}`, authorization: 'ApiKey none' }
    const request = { method: 'GET', path: '/', contentType: undefined, body: undefined }
    const ask = (trust: { ca?: string; caFingerprint?: string }) =>
      sendToKibana({ ...kibana, ...trust }, request, new AbortController().signal)
    const { cert, fingerprint } = authority
    // Whoever answers is not Kibana here: that it answers at all says that it was trusted.
    expect(await ask({ caFingerprint: fingerprint })).toMatchObject({ status: 401 })
    expect(await ask({ ca: cert })).toMatchObject({ status: 401 })
    await expect(ask({})).rejects.toThrow(/Kibana can't be reached: .*certificate/)
    await expect(ask({ caFingerprint: `00${fingerprint.slice(2)}` })).rejects.toThrow('shows no certificate')
  })

  it('stands in the list of clusters with who we are there, and the others with what is wrong', async () => {
    const user = { username: 'elastic', passwordFile: 'password' }
    const url = `https://127.0.0.1:${port}`
    const clusters = {
      prod: { url, caFile: 'ca.pem', ...user },
      untrusted: { url, ...user },
      stranger: { url: target, username: 'mallory', passwordFile: 'password' },
      unset: { url, username: 'elastic', passwordEnv: 'NOT_SET' },
    }
    writeFileSync(join(folder, 'several.json'), JSON.stringify({ clusters, default: 'prod' }))
    const { code, stdout } = await runCli(['cluster', 'list', '--config', 'several.json', '--json'], {
      cwd: folder,
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        { name: 'prod', default: true, state: 'reachable', version: expect.any(String), you: 'elastic' },
        { name: 'untrusted', default: false, state: 'unreachable', problem: expect.stringMatching(/caFile/) },
        { name: 'stranger', state: 'unreachable', problem: expect.any(String), you: null },
        { name: 'unset', state: 'not configured', problem: expect.stringContaining('NOT_SET') },
      ],
    })
  })

  it('is not trusted under another name, nor with a chain that only looks as if the authority had signed it', async () => {
    expect(await whoami({ caFile: 'ca.pem', url: `https://localhost:${port}` })).toMatch(/altnames/i)
    // Same name, another key: the genuine authority is shown behind a certificate that it never issued.
    const impostor = await makeAuthority('The authority of the tests')
    const forged = await makeServerCertificate(impostor, ['es.example'])
    const front = await startTlsFront(target, { key: forged.key, cert: `${forged.cert}\n${authority.cert}` })
    const url = `https://127.0.0.1:${front.port}`
    for (const trust of [{ caFile: 'ca.pem' }, { caFingerprint: authority.fingerprint }])
      expect(await whoami({ url, ...trust })).toContain('elasticsearch.unreachable')
    front.stop()
  })

  it('is reached through a proxy: of the file, or of the environment', async () => {
    const proxy = await startConnectProxy(port)
    stops.push(proxy.stop)
    const far = { url: 'https://es.example:9200', caFile: 'ca.pem' }
    expect(await whoami({ ...far, proxy: proxy.url })).toEqual(wellKnown)
    expect(new Set(proxy.tunnels)).toEqual(new Set(['es.example:9200']))
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    expect(await whoami(far)).toEqual(wellKnown)
    expect(await whoami({ ...far, caFile: undefined, caFingerprint: authority.fingerprint })).toEqual(
      wellKnown,
    )
    // This machine needs none.
    const before = proxy.tunnels.length
    expect(await whoami({ caFile: 'ca.pem' })).toEqual(wellKnown)
    expect(proxy.tunnels).toHaveLength(before)
  })

  it('is reached through a proxy that asks who comes, and the password is never told', async () => {
    const word = Buffer.from('us:er-secret').toString('base64')
    const proxy = await startConnectProxy(port, `Basic ${word}`)
    stops.push(proxy.stop)
    const far = { url: 'https://es.example:9200', caFile: 'ca.pem' }
    const { host } = new URL(proxy.url)
    vi.stubEnv('HTTPS_PROXY', `http://us:er-secret@${host}`)
    expect(await whoami(far)).toEqual(wellKnown)
    vi.stubEnv('HTTPS_PROXY', `http://us:wrong-secret@${host}`)
    const refused = await whoami(far)
    expect(refused).toContain('The proxy opens no way to Elasticsearch: it answered 407.')
    expect(refused).not.toContain('wrong-secret')
  })
})
