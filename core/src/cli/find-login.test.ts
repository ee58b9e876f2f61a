import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLogin } from './find-login.ts'
import type { Login } from './login-of-cluster.ts'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'patchbay-login-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const write = (name: string, content: unknown): string => {
  const path = join(cwd, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
  return path
}
const local = { url: 'http://127.0.0.1:9200', users: { ada: 'a', grace: 'g' }, services: {} }
const prod = { url: 'https://es.example:9200', username: 'ada', passwordEnv: 'PROD_PASSWORD' }
const env = { PROD_PASSWORD: 'p' }

const who = ({ connection }: Login): string =>
  connection.auth.kind === 'basic'
    ? `${connection.auth.username}:${connection.auth.password.reveal()}`
    : connection.auth.apiKey.reveal()

describe('findLogin', () => {
  it('takes the file that --config names, its default cluster, and secrets by reference', () => {
    write('other.json', { clusters: { prod, staging: prod }, default: 'prod' })
    const login = findLogin({ config: 'other.json' }, { env, cwd })
    expect(login).toMatchObject({ name: 'prod', connection: { url: 'https://es.example:9200' } })
    expect(who(login)).toBe('ada:p')
  })

  it('tells what the file says of the addresses of data sources, whatever the cluster', () => {
    write('patchbay.config.json', {
      clusters: { prod },
      worker: { addresses: 'public', allowAddresses: ['10.1.0.0/16'] },
    })
    const { addressRules } = findLogin({}, { env, cwd })
    expect(addressRules).toMatchObject({ addresses: 'public', allowAddresses: ['10.1.0.0/16'] })
    // Whoever asks a bot to try a connector is not led into its own folder either.
    expect(addressRules?.ownFiles).toContain(join(cwd, 'patchbay.config.json'))
    write('patchbay.config.json', { clusters: { prod }, worker: { allowAddresses: ['10.1.0.0/99'] } })
    expect(() => findLogin({}, { env, cwd })).toThrow('allowAddresses')
  })

  it('reads an API key from a file beside the configuration', () => {
    write('keys/prod', 'encoded\n')
    write('patchbay.config.json', {
      clusters: { prod: { url: 'https://es.example', apiKeyFile: 'keys/prod' } },
    })
    expect(who(findLogin({}, { env: {}, cwd: join(cwd, 'keys') }))).toBe('encoded')
  })

  it('prefers ES_URL to a file that only lies here, and a named cluster to ES_URL', () => {
    write('patchbay.config.json', { clusters: { prod } })
    const withUrl = { ...env, ES_URL: 'http://127.0.0.1:9201', ES_PASSWORD: 'e' }
    expect(who(findLogin({}, { env: withUrl, cwd }))).toBe('elastic:e')
    expect(findLogin({ cluster: 'prod' }, { env: withUrl, cwd }).name).toBe('prod')
  })

  it('finds the local cluster above, as ada, or as whom --as names', () => {
    write('.patchbay/local/credentials.json', local)
    mkdirSync(join(cwd, 'deep/er'), { recursive: true })
    const inside = { env: {}, cwd: join(cwd, 'deep/er') }
    expect(who(findLogin({}, inside))).toBe('ada:a')
    expect(who(findLogin({ as: 'grace' }, inside))).toBe('grace:g')
    expect(() => findLogin({ as: 'eve' }, inside)).toThrow('no user "eve"')
  })

  it('refuses local credentials that others can read', () => {
    chmodSync(write('.patchbay/local/credentials.json', local), 0o644)
    expect(() => findLogin({}, { env: {}, cwd })).toThrow('others can read it (mode 644)')
  })

  it.each([
    ['ftp://es.example', 'ES_URL is not an address'],
    ['es.example:9200', 'ES_URL is not an address'],
    ['https://elastic:swordfish@es.example', 'ES_URL holds a user or a password'],
  ])('refuses the address %s without showing a password', (url, why) => {
    const look = () => findLogin({}, { env: { ES_URL: url, ES_USER: 'u', ES_PASSWORD: 'p' }, cwd })
    expect(look).toThrow(why)
    expect(look).not.toThrow('swordfish')
  })

  it('says what an API key looks like where it is given as its two parts', () => {
    const env = { ES_URL: 'https://es.example', ES_API_KEY: 'VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw' }
    expect(() => findLogin({}, { env, cwd })).toThrow('ES_API_KEY is not an encoded API key')
  })

  it('says what to do where nothing names a cluster', () => {
    expect(() => findLogin({}, { env: {}, cwd })).toThrow('Nothing says which cluster is meant.')
    expect(() => findLogin({}, { env: { ES_URL: 'http://127.0.0.1:9' }, cwd })).toThrow(
      'nothing says who signs in',
    )
  })

  it.each([
    [
      'broken JSON, with line and column',
      '{\n  "clusters": {,}\n}',
      'line 2, column 16: is broken: value expected',
    ],
    [
      'an unknown key',
      { clusters: { prod: { ...prod, pasword: 'x' } } },
      'unknown key clusters.prod.pasword',
    ],
    ['an empty file', '', 'line 1, column 1'],
    ['a file without clusters', {}, 'clusters: '],
  ])('names the place of %s', (_name, content, message) => {
    write('patchbay.config.json', content)
    expect(() => findLogin({}, { env, cwd })).toThrow(message)
  })

  it('never quotes a broken file, which may hold what it should not', () => {
    write('patchbay.config.json', '{ "password": hunter2 }')
    expect(() => findLogin({}, { env, cwd })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })

  it('names what a cluster lacks', () => {
    write('patchbay.config.json', { clusters: { a: { url: 'http://x.example' }, b: { ...prod }, c: {} } })
    expect(() => findLogin({}, { env, cwd })).toThrow('several clusters and no default')
    expect(() => findLogin({ cluster: 'a' }, { env, cwd })).toThrow('does not say who signs in')
    expect(() => findLogin({ cluster: 'b' }, { env: {}, cwd })).toThrow('wants PROD_PASSWORD')
    expect(() => findLogin({ cluster: 'c' }, { env, cwd })).toThrow('has no address')
    expect(() => findLogin({ cluster: 'd' }, { env, cwd })).toThrow('has no cluster "d"')
  })

  it('reads the address out of a Cloud ID', () => {
    const cloudId = `deployment:${Buffer.from('eu.cloud.example$abc123$kib456').toString('base64')}`
    write('patchbay.config.json', { clusters: { cloud: { ...prod, url: undefined, cloudId } } })
    expect(findLogin({}, { env, cwd }).connection.url).toBe('https://abc123.eu.cloud.example:443')
    write('patchbay.config.json', { clusters: { cloud: { ...prod, url: undefined, cloudId: 'nonsense' } } })
    expect(() => findLogin({}, { env, cwd })).toThrow('not a Cloud ID')
  })
})
