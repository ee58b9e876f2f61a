import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runCli } from '../command-line/patchbay-cli.ts'

const password = 'secret-of-elastic'
const configSchema = z.object({
  clusters: z.record(z.string(), z.record(z.string(), z.unknown())),
  default: z.string().optional(),
})

describe('patchbay login', () => {
  const root = mkdtempSync(join(tmpdir(), 'patchbay-login-'))
  let url = ''
  let close = () => Promise.resolve()
  let folder = ''
  let count = 0
  beforeAll(async () => {
    const server = await startLocalElasticsearch({ dataDir: join(root, 'data'), password })
    url = server.url
    close = () => server.close()
  })
  afterAll(async () => {
    await close()
    rmSync(root, { recursive: true })
  })
  beforeEach(() => {
    folder = join(root, `user-${(count += 1)}`)
    mkdirSync(folder)
  })
  const file = () => join(folder, 'patchbay.config.json')
  const config = () => configSchema.parse(JSON.parse(readFileSync(file(), 'utf8')))
  const whoami = async (...args: string[]) =>
    (await runCli(['actor', 'whoami', '--json', ...args], { cwd: folder })).stdout

  it('tries it, keeps what was typed in a file of its own, and every later command goes there', async () => {
    const asked: string[] = []
    const done = await runCli(['login', 'here', '--url', url, '--user', 'elastic'], {
      cwd: folder,
      askHidden: (question) => {
        asked.push(question)
        return Promise.resolve(password)
      },
    })
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('You are elastic on here') })
    expect(asked).toEqual(['password of elastic'])
    expect(config()).toEqual({
      clusters: { here: { url, username: 'elastic', passwordFile: '.patchbay/logins/here' } },
      default: 'here',
    })
    expect(readFileSync(file(), 'utf8') + done.stdout + done.stderr).not.toContain(password)
    expect(statSync(join(folder, '.patchbay/logins/here')).mode & 0o777).toBe(0o600)
    expect(await whoami()).toContain('"username":"elastic"')
  })

  it('remembers nothing where the password is wrong', async () => {
    const askHidden = () => Promise.resolve('wrong')
    const refused = await runCli(['login', '--url', url, '--user', 'elastic'], { cwd: folder, askHidden })
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('elasticsearch.unauthenticated'),
    })
    expect(existsSync(file())).toBe(false)
    expect(existsSync(join(folder, '.patchbay'))).toBe(false)
  })

  it('says why it can not remember, and then keeps nothing: no secret, no half of a file', async () => {
    const askHidden = () => Promise.resolve(password)
    const login = () =>
      runCli(['login', 'here', '--url', url, '--user', 'elastic'], { cwd: folder, askHidden })
    const refused = { code: 2, stderr: expect.stringContaining('The login is not remembered in') }
    mkdirSync(`${file()}.new`)
    expect(await login()).toMatchObject(refused)
    expect(existsSync(join(folder, '.patchbay'))).toBe(false)
    rmSync(`${file()}.new`, { recursive: true })
    writeFileSync(join(folder, '.patchbay'), '')
    expect(await login()).toMatchObject(refused)
    expect(existsSync(file()) || existsSync(`${file()}.new`)).toBe(false)
  })

  it('keeps only where a secret is, and leaves the rest of the file as it was', async () => {
    const rules = [{ operations: ['index.delete'], decision: 'refuse' }]
    const before = {
      clusters: { here: { url: 'http://127.0.0.1:1', username: 'x', passwordEnv: 'X', stricter: rules } },
    }
    writeFileSync(file(), JSON.stringify(before))
    const env = { LOCAL_PASSWORD: password }
    const args = ['--user', 'elastic', '--password-env', 'LOCAL_PASSWORD', '--json']
    const done = await runCli(['login', 'here', '--url', url, ...args], { cwd: folder, env })
    expect(JSON.parse(done.stdout)).toMatchObject({ name: 'here', username: 'elastic' })
    await runCli(['login', '--url', url, ...args], { cwd: folder, env })
    expect(config()).toEqual({
      clusters: {
        here: { stricter: rules, url, username: 'elastic', passwordEnv: 'LOCAL_PASSWORD' },
        '127.0.0.1': { url, username: 'elastic', passwordEnv: 'LOCAL_PASSWORD' },
      },
      default: 'here',
    })
  })

  it('links connectors to the Kibana that it was told of, and else to none', async () => {
    const env = { LOCAL_PASSWORD: password, ES_USER: 'elastic', ES_PASSWORD: password }
    const at = { cwd: folder, env }
    const patchbay = (...args: string[]) => runCli(args, at)
    const login = ['--user', 'elastic', '--password-env', 'LOCAL_PASSWORD']
    await patchbay('login', 'here', '--url', url, '--kibana', 'https://kibana.example', ...login)
    await patchbay('cluster', 'setup', '--policy', 'now')
    await patchbay('connector', 'create', 'dir', '--name', 'linked', '--id', 'linked-1')
    const page = 'https://kibana.example/app/enterprise_search/content/connectors/linked-1/overview'
    expect((await patchbay('connector', 'get', 'linked')).stdout).toContain(`${page}\n`)
    expect((await patchbay('connector', 'list', '--json')).stdout).toContain(page)
    expect((await patchbay('connector', 'deployment', 'linked')).stdout).toContain(
      'https://kibana.example/app/discover#/?_a=',
    )

    const without = { cwd: tmpdir(), env: { ...env, ES_URL: url } }
    const plain = await runCli(['connector', 'get', 'linked'], without)
    expect(plain).toMatchObject({ code: 0, stdout: expect.not.stringContaining('kibana') })
    const told = { ...without, env: { ...without.env, KIBANA_URL: 'https://other.example/' } }
    expect((await runCli(['connector', 'get', 'linked'], told)).stdout).toContain(
      'https://other.example/app/',
    )
    const wrong = { ...without, env: { ...without.env, KIBANA_URL: 'other' } }
    expect(await runCli(['connector', 'get', 'linked'], wrong)).toMatchObject({ code: 2 })
  })

  it('signs in with an API key, and says what a script has to give', async () => {
    const script = await runCli(['login', '--url', url, '--user', 'elastic'], { cwd: folder })
    expect(script).toMatchObject({ code: 2, stderr: expect.stringContaining('--password-env') })
    expect(await runCli(['login'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('url: is missing.'),
    })
    const asked = ['login', '../out', '--url', url, '--user', 'elastic', '--password-env', 'P']
    expect(await runCli(asked, { cwd: folder, env: { P: password } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name: must be a short name'),
    })
    const made = await fetch(`${url}/_security/api_key`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`elastic:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'for-login' }),
    })
    const { encoded } = z.object({ encoded: z.string() }).parse(await made.json())
    const askHidden = () => Promise.resolve(encoded)
    const done = await runCli(['login', 'keyed', '--url', url, '--api-key'], { cwd: folder, askHidden })
    expect(done).toMatchObject({ code: 0 })
    expect(config().clusters['keyed']).toEqual({ url, apiKeyFile: '.patchbay/logins/keyed' })
    expect(await whoami('--cluster', 'keyed')).toContain('for-login')
  })
})
