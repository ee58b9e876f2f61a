import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Intercept, Secret } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { syncsOverHttp } from '../../core/src/cli/syncs-over-http.ts'
import { serveWorker } from '../../core/src/sync/serve-worker.ts'
import { runCli } from '../command-line/patchbay-cli.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, type Team } from '../team/open-team.ts'

const shownRole = z.object({ request: z.literal('POST /_security/api_key'), body: z.string() })
const keyBody = z.object({ name: z.string(), role_descriptors: z.record(z.string(), z.looseObject({})) })
const started = z.object({ run: z.string(), state: z.string(), result: z.object({ job: z.string() }) })
const service = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const listed = z.object({ total: z.number() })
const jobs = z.object({ items: z.array(z.object({ id: z.string() })) })

/** What a build, a script or a webhook does: it has a key and no person. */
describe('a sync that something outside asks for', () => {
  let opened: { team: Team; close: () => Promise<void> } | undefined
  let folder = ''
  let key = ''
  const team = (): Team => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  }
  const run = async (operation: string, input: object) =>
    resultOf(await team().core.run(team().elastic, operation, input))
  const waiting = async (connector: string) =>
    listed.parse(await run('sync.list', { connector, status: 'pending' })).total

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-outside-'))
    opened = await openLocalTeam()
    for (const name of ['by-build', 'by-hook', 'by vote', 'by-worker', 'by-many']) {
      await run('connector.create', {
        serviceType: 'dir',
        name,
        indexName: `connector-${name.replace(' ', '-')}`,
      })
      await run('connector.configure', { connector: name, values: { directory: folder } })
    }
    await run('connector.create', { serviceType: 'dir', name: 'unfinished' })
    const asked = { operations: ['sync.start'], apiKey: true, name: 'build' }
    const { body } = shownRole.parse(await run('privilege.role', asked))
    const { elastic } = team()
    const made = await elastic.es.security.createApiKey(keyBody.parse(JSON.parse(body)))
    key = made.encoded
  })
  afterAll(async () => {
    await opened?.close()
    await rm(folder, { recursive: true })
  })

  it('begins by the command line with nothing but the key that a command writes, once however often it is asked', async () => {
    const env = { ES_URL: team().url, ES_API_KEY: key }
    const start = (...flags: string[]) =>
      runCli(['sync', 'start', 'by-build', '--json', ...flags], { cwd: folder, env })
    const first = await start('--or-waiting')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const { result } = started.parse(JSON.parse(first.stdout))
    const second = await start('--or-waiting')
    expect(second.code).toBe(0)
    expect(started.parse(JSON.parse(second.stdout)).result).toEqual(result)
    expect(await waiting('by-build')).toBe(1)
    // Who doesn't say so is told.
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('"sync-job.state"') })
    const clean = ['index', 'clean', 'connector-by-build', '--yes', '--json']
    expect(await runCli(clean, { cwd: folder, env })).toMatchObject({ code: 4 })
  })

  it('begins once where several ask in the same moment, and each of them is told of that one', async () => {
    // None asks Elasticsearch for its job before all have seen that none waits.
    const all = Promise.withResolvers<void>()
    let asking = 0
    const intercept: Intercept = async ({ method, path }, send) => {
      if (method === 'POST' && path.endsWith('/_sync_job')) {
        asking += 1
        if (asking === 4) all.resolve()
        await all.promise
      }
      return send()
    }
    const people = await Promise.all([1, 2, 3, 4].map(() => team().login('ada', intercept)))
    const asked = await Promise.all(
      people.map(async (ada) =>
        resultOf(await team().core.run(ada, 'sync.start', { connector: 'by-many', orWaiting: true })),
      ),
    )
    expect(await waiting('by-many')).toBe(1)
    const { items } = jobs.parse(await run('sync.list', { connector: 'by-many', status: 'pending' }))
    const [one] = items.map(({ id }) => id)
    for (const result of asked) expect(result).toMatchObject({ job: one, status: 'pending' })
  })

  describe('over HTTP', () => {
    let now = 0
    let served: Awaited<ReturnType<typeof serveWorker>> | undefined
    beforeAll(async () => {
      const clock = { monotonic: () => now }
      const login = () => ({
        name: 'test',
        connection: {
          url: team().url,
          auth: { kind: 'api-key' as const, apiKey: new Secret('of the worker') },
        },
        keys: () => undefined,
        stricter: [{ operations: ['sync.start'], connectors: ['by vote'], decision: 'ask' as const }],
        settings: {},
        ownFiles: [],
      })
      served = await serveWorker('0', clock, syncsOverHttp(team().core, login, clock))
    })
    afterAll(() => served?.close())
    const post = async (path: string, authorization = `ApiKey ${key}`, body = '{"ref":"main"}') => {
      const headers = { authorization, 'content-type': 'application/json' }
      const answer = await fetch(`${served?.url}${path}`, { method: 'POST', headers, body })
      return { status: answer.status, retry: answer.headers.get('retry-after'), body: await answer.json() }
    }

    it('begins once, and is a run of the key in the log', async () => {
      const first = await post('/sync/by-hook')
      expect(first).toMatchObject({ status: 202, body: { state: 'done', result: { status: 'pending' } } })
      const { result, run: id } = started.parse(first.body)
      const others = await Promise.all([post('/sync/by-hook'), post('/sync/connector-by-hook?kind=full')])
      for (const { body } of others) expect(started.parse(body).result.job).toBe(result.job)
      expect(await waiting('by-hook')).toBe(1)
      expect(JSON.stringify(await run('approval.get', { run: id }))).toContain('asked for over HTTP')
    })

    it('waits where policy asks for votes', async () => {
      const { status, body } = await post(`/sync/${encodeURIComponent('by vote')}`)
      expect({ status, body }).toMatchObject({
        status: 202,
        body: { state: 'waiting', run: expect.any(String) },
      })
      expect(await waiting('by vote')).toBe(0)
    })

    it.each([
      ['without a key', { by: '' }, [401, 'ApiKey ENCODED']],
      ['with a password', { by: 'Basic ZWxhc3RpYzp4' }, [401, 'ApiKey ENCODED']],
      ['with a key that is none', { by: 'ApiKey bm86bm8=' }, [401, 'Check']],
      ['for no connector', { path: '/sync/nobody' }, [404, 'connector list']],
      ['for one without values', { path: '/sync/unfinished' }, [409, 'connector configure']],
      ['for a kind that it can not do', { path: '/sync/by-hook?kind=incremental' }, [409, 'Use kind full']],
      ['for a kind that there is not', { path: '/sync/by-hook?kind=some' }, [400, '--help']],
      ['elsewhere', { path: '/metrics' }, [404, 'POST /sync/']],
      ['further in', { path: '/sync/by-hook/full' }, [404, 'POST /sync/']],
      ['with a name that is no text', { path: '/sync/%ff' }, [404, 'POST /sync/']],
      ['with a name from somewhere else', { path: '/sync/..%2f..%2f_security' }, [404, 'connector list']],
    ] as const)('is refused %s', async (_what, asked, [status, next]) => {
      const { path, by } = { path: '/sync/by-hook', by: undefined, ...asked }
      const refused = await post(path, by)
      expect(refused).toMatchObject({ status, body: { error: { next: expect.stringContaining(next) } } })
      expect(JSON.stringify(refused)).not.toContain(key)
    })

    it('does no more than a key may: one that may only look starts nothing', async () => {
      const { encoded } = await team().elastic.es.security.createApiKey({
        name: 'looks',
        role_descriptors: { looks: { cluster: ['monitor', 'monitor_connector'] } },
      })
      const { status, body } = await post('/sync/by-worker', `ApiKey ${encoded}`)
      expect(status).toBe(403)
      expect(JSON.stringify(body)).toContain('lacks')
      expect(await waiting('by-worker')).toBe(0)
    })

    it('is told to come later where too many ask, until a minute is over', async () => {
      const asked = await Promise.all(Array.from({ length: 12 }, () => post('/sync/by-hook')))
      const late = asked.filter(({ status }) => status === 429)
      expect(late.length).toBeGreaterThan(0)
      for (const { retry } of late) expect(retry).toBe('1')
      let last = await post('/sync/nobody')
      for (let count = 0; count < 120 && last.status === 404; count += 1) last = await post('/sync/nobody')
      expect(last).toMatchObject({ status: 429, retry: '60' })
      now += 60_000
      expect(await post('/sync/by-hook')).toMatchObject({ status: 202 })
    })
  })

  it('is served by a worker that is told so, and by no other', async () => {
    const { elastic, core, url } = team()
    const made = resultOf(await core.run(elastic, 'cluster.setup', { service: 'worker' }))
    await writeFile(join(folder, 'worker.key'), service.parse(made).service.apiKey.reveal())
    const config = {
      clusters: { here: { url, apiKeyFile: 'worker.key' } },
      worker: { apiKeyFile: 'worker.key' },
    }
    await writeFile(join(folder, 'patchbay.config.json'), JSON.stringify(config))
    const work = async (...flags: string[]) => {
      const stop = new AbortController()
      const address = Promise.withResolvers<string>()
      const ended = runCli(['worker', ...flags], {
        cwd: folder,
        signal: stop.signal,
        onNote: (line) => {
          const [found] = /http:\/\/127\.0\.0\.1:\d+(?=\.$|\/sync)/.exec(line) ?? []
          if (found !== undefined) address.resolve(found)
        },
      })
      const answer = await fetch(`${await address.promise}/sync/by-worker`, {
        method: 'POST',
        headers: { authorization: `ApiKey ${key}` },
      })
      stop.abort()
      await ended
      return answer.status
    }
    expect(await work('--listen', '0')).toBe(405)
    expect(await work('--listen', '0', '--syncs-over-http')).toBe(202)
    expect(await runCli(['worker', '--syncs-over-http'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--listen 127.0.0.1:9180'),
    })
    expect(await runCli(['worker', '--cluster', 'there'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no cluster "there"'),
    })
  })
})
