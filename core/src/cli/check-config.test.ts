import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { checkConfig } from './check-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'secret'), 's', { mode: 0o600 })
writeFileSync(join(folder, 'open-secret'), 's')
chmodSync(join(folder, 'open-secret'), 0o644)

const check = (text: string, env = { PROD_PASSWORD: 'p' }) =>
  checkConfig(text, { file: join(folder, 'patchbay.config.json'), env, operations: ['api-key.rotate'] }).map(
    ({ line, column, level, problem, fix }) => `${line}:${column} ${level} ${problem} | ${fix}`,
  )
const prod = { url: 'https://es.example:9200', username: 'ada', passwordEnv: 'PROD_PASSWORD' }

describe('checkConfig', () => {
  it('finds nothing in a file that can be used', () => {
    const stricter = [{ operations: ['api-key.*'], decision: 'ask' }]
    const config = {
      clusters: { prod: { ...prod, stricter }, staging: { url: 'https://es.example', apiKeyFile: 'secret' } },
      default: 'prod',
      worker: { cluster: 'staging' },
    }
    expect(check(JSON.stringify(config))).toEqual([])
    // A worker has a key of its own.
    expect(check(JSON.stringify({ clusters: { only: { url: 'https://es.example' } }, worker: {} }))).toEqual(
      [],
    )
  })

  it('finds everything at once, each at its place', () => {
    const text = `{
  "clusters": {
    "prod": {
      "url": "https://ada:hunter2@es.example",
      "password": "hunter2"
    },
    "staging": {
      "url": "http://es.example",
      "caFingerprint": "${'ab'.repeat(32)}",
      "usernme": "ada",
      "passwordFile": "missing",
      "stricter": [{ "operations": ["api-key.rotat"], "decision": "perhaps" }]
    },
    "test": {
      "username": "ada",
      "apiKeyFile": "open-secret",
      "stricter": [{ "operations": ["api-key.rotat"], "decision": "ask" }]
    },
    "test": {}
  },
  "default": "pord",
  "colour": 1
}`
    const found = check(text)
    expect(found).toEqual([
      expect.stringMatching(/^4:14 problem clusters.prod.url: must not hold a user or a password/),
      expect.stringMatching(
        /^5:7 problem unknown key clusters.prod.password \| No secret stands in this file, only where to find it: "passwordEnv", "passwordFile", "apiKeyEnv", "apiKeyFile"/,
      ),
      expect.stringMatching(/^10:7 problem unknown key clusters.staging.usernme \| Did you mean "username"/),
      expect.stringMatching(/^12:\d+ problem clusters.staging.stricter.0.decision: invalid option/),
      expect.stringMatching(/^14:13 problem clusters.test: has no address/),
      expect.stringMatching(/^14:13 problem clusters.test: does not say who signs in/),
      expect.stringMatching(/^19:5 problem clusters.test is there twice/),
      expect.stringMatching(
        /^21:14 problem default: there is no cluster "pord" \| It may be "prod" or "staging" or "test"/,
      ),
      expect.stringMatching(/^22:3 problem unknown key colour/),
    ])
    expect(found.join('\n')).not.toContain('hunter2')
  })

  it.each([
    [{ url: 'https://x.example', cloudId: 'x' }, ['cloudId: "url" counts', 'cloudId: is no Cloud ID']],
    [{ cloudId: 'nonsense' }, ['cloudId: is no Cloud ID']],
    [{ url: 'http://x.example', caFile: 'secret' }, ['http proves nobody', 'caFile: is no certificate']],
    [{ url: 'https://x.example', caFile: 'nowhere' }, ['caFile: ']],
    [{ caFingerprint: 'AB:CD' }, ['caFingerprint: must be a SHA-256 fingerprint']],
    [{ proxy: 'socks5://x.example' }, ['proxy: must be an address']],
    [{ passwordEnv: undefined }, ['username: has no password']],
    [{ username: undefined }, ['passwordEnv: is nobody’s']],
    [{ passwordFile: 'secret' }, ['passwordFile: "passwordEnv" is there too']],
    [{ passwordEnv: undefined, passwordFile: 'open-secret' }, ['others can read']],
    [{ passwordEnv: 'MISSING' }, ['the environment has no MISSING']],
    [{ stricter: [{ operations: ['api-key.rotat'], decision: 'ask' }] }, ['matches no operation']],
  ])('finds what is wrong with %j', (change, problems) => {
    const cluster = 'cloudId' in change && !('url' in change) ? { ...prod, url: undefined } : prod
    const found = check(JSON.stringify({ clusters: { prod: { ...cluster, ...change } } }))
    expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem)))
  })

  it('tells each place where the text is no JSON, and never what stands there', () => {
    const found = check('{\n  "a": hunter2,\n  "b": 1,,\n}')
    expect(found.length).toBeGreaterThan(1)
    expect(found[0]).toMatch(/^2:8 problem is broken: /)
    expect(found.join('\n')).not.toContain('hunter2')
  })

  it('says something of any text, and never throws', () => {
    const json = fc
      .json()
      .chain((text) => fc.nat(text.length).map((at) => text.slice(0, at) + text.slice(at + 1)))
    fc.assert(
      fc.property(fc.oneof(fc.json(), json, fc.string()), (text) => {
        for (const line of check(text)) expect(line).toMatch(/^\d+:\d+ (problem|warning) .+ \| .+/s)
      }),
    )
    check('{"clusters":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})
