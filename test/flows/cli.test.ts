import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationCases } from '../command-line/operation-cases.ts'
import { personCases } from '../command-line/person-cases.ts'
import { bin, runCli, spawnCli, startCli } from '../command-line/patchbay-cli.ts'
import { openTeam, type Team } from '../team/open-team.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('patchbay without a cluster', () => {
  const alone = (...args: string[]) => runCli(args, { cwd: tmpdir() })

  it('shows its nouns, one line each, and help for every verb, before any login', async () => {
    const nouns = await alone()
    expect(nouns).toMatchObject({ code: 0, stderr: '' })
    for (const noun of ['connector', 'sync', 'api-key', 'approval', 'policy', 'local', 'worker']) {
      expect(nouns.stdout).toMatch(new RegExp(`^  ${noun} .*`, 'm'))
    }
    const help = await spawnCli(['connector', 'configure', '--help'], { cwd: tmpdir() })
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('--set-file <key=path>')
  })

  // The one device that is always full.
  it.runIf(existsSync('/dev/full'))('says that its answer had no room where it was to be written', () => {
    const script = 'exec "$0" "$@" > /dev/full'
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, bin, 'source', 'list'], {
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain("The answer can't be written: ENOSPC")
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    [['conector', 'list'], 'Did you mean connector?'],
    [['connector', 'lst'], 'Did you mean list?'],
    [['connector', 'list', '--limt', '3'], 'Did you mean --limit?'],
    [['connector', 'get'], 'Missing required argument: connector.'],
    [['connector', 'list', '--limit', 'abc'], 'limit: must be a number, got "abc".'],
    [['sync', 'start', 'x', '--kind', 'half'], 'kind: must be one of full, incremental, access_control'],
    [['approval', 'decide', 'x', '--approve', '--reject'], 'choose one of'],
  ])('calls %j wrong usage', async (args, sentence) => {
    const { code, stdout, stderr } = await alone(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.toLowerCase()).toContain(sentence.toLowerCase())
  })

  it('says what to do where nothing names a cluster', async () => {
    const { code, stderr } = await alone('connector', 'list')
    expect(code).toBe(2)
    expect(stderr).toContain('Nothing says which cluster is meant.')
    expect(stderr).toContain('npm start')
  })

  it('tells of the data sources it knows without a cluster or a login', async () => {
    const list = await alone('source', 'list', '--query', 'postgre')
    expect(list).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('PostgreSQL') })
    const one = await alone('source', 'get', 'postgresql', '--json')
    expect(JSON.parse(one.stdout)).toMatchObject({
      serviceType: 'postgresql',
      syncedBy: expect.stringContaining('Patchbay'),
    })
    const wrong = await alone('source', 'get', 'postgres')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean postgresql?') })
  })

  it('prints the schema of its configuration file', async () => {
    const { code, stdout } = await alone('config', 'schema')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { clusters: {} } })
  })

  it('names line and column of a broken configuration file, and an unknown key', async () => {
    await writeFile(join(folder, 'broken.json'), '{ "clusters": {\n  "prod": oops } }')
    await writeFile(join(folder, 'unknown.json'), '{ "clusters": { "prod": { "adress": "x" } } }')
    const broken = await alone('connector', 'list', '--config', join(folder, 'broken.json'))
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('line 2, column 11') })
    const unknown = await alone('connector', 'list', '--config', join(folder, 'unknown.json'), '--json')
    expect(unknown.code).toBe(2)
    expect(JSON.parse(unknown.stderr)).toMatchObject({
      error: { code: 'config.invalid', message: expect.stringContaining('unknown key clusters.prod.adress') },
    })
  })
})

describe('patchbay local', () => {
  it('shows a password that it made once, serves until it is stopped, and says who has the port', async () => {
    const dataDir = join(folder, 'own')
    const first = startCli(['local', '--port', '0', '--data', dataDir], { cwd: folder })
    const words = await new Promise<string>((resolve) => {
      let seen = ''
      first.child.stdout.on('close', () => resolve(seen))
      first.child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString()
        if (seen.includes('cluster setup')) resolve(seen)
      })
    })
    const [, address = '', port = ''] = /(http:\/\/127\.0\.0\.1:(\d+))/.exec(words) ?? []
    const [, made = ''] = /password (\S+) /.exec(words) ?? []
    const who = await spawnCli(['actor', 'whoami'], {
      cwd: folder,
      env: { ES_URL: address, ES_PASSWORD: made },
    })
    expect(who).toMatchObject({ code: 0, stdout: expect.stringContaining('elastic') })

    const taken = await runCli(['local', '--port', port, '--data', join(folder, 'other')], { cwd: folder })
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining(`Port ${port} is taken`) })
    const sameData = await runCli(['local', '--port', '0', '--data', dataDir], { cwd: folder })
    expect(sameData).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another process is using the data'),
    })

    first.child.kill('SIGTERM')
    expect(await first.finished()).toMatchObject({ code: 0, stderr: 'Local Elasticsearch has stopped.\n' })
  })
})

describe('patchbay on local Elasticsearch', () => {
  let team: Team | undefined
  // The one device that is always full: as with a reader that left, what is written on the way fails.
  it.runIf(existsSync('/dev/full'))('goes on where nobody can read how far it is', async () => {
    if (team === undefined) throw new Error('Local Elasticsearch has not started.')
    const script = 'exec "$0" "$@" 2> /dev/full'
    const args = [bin, 'connector', 'create', 'dir', '--name', 'unseen']
    const child = spawn('sh', ['-c', script, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        ES_URL: team.url,
        ES_USER: 'elastic',
        ES_PASSWORD: 'secret-of-elastic',
      },
    })
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
    expect(child.exitCode).toBe(0)
    expect(stdout).toMatch(/^Create connector: done\.\nid .*\nname +unseen\n/)
  })
  let close = () => Promise.resolve()
  beforeAll(async () => {
    const server = await startLocalElasticsearch({
      dataDir: join(folder, 'es'),
      password: 'secret-of-elastic',
    })
    close = () => server.close()
    team = await openTeam({ url: server.url, password: 'secret-of-elastic', close })
  })
  afterAll(() => close())

  const opened = () => {
    if (team === undefined) throw new Error('Local Elasticsearch has not started.')
    return team
  }
  operationCases(opened)
  personCases(opened)
})
