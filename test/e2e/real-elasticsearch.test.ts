import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cancelTasks } from '../../vscode-extension/src/connection/cancel-tasks.ts'
import { requestWay } from '../../vscode-extension/src/connection/request-way.ts'
import { send as sendOfEditor } from '../../vscode-extension/src/connection/send.ts'
import { basic } from '../conformance/cluster-under-test.ts'
import { startConnectorProxy } from '../real-elasticsearch/connector-proxy.ts'
import type { ConnectorProxy } from '../real-elasticsearch/connector-proxy.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealElasticsearch } from '../real-elasticsearch/start-real-elasticsearch.ts'
import type { RealElasticsearch } from '../real-elasticsearch/start-real-elasticsearch.ts'

const listed = z.object({
  tasks: z.array(z.object({ headers: z.looseObject({}), cancelled: z.boolean().optional() })),
})

const why = whyNoRealElasticsearch()
const skipped = why === undefined ? '' : ` (skipped: ${why})`

describe.skipIf(why !== undefined)(`the real Elasticsearch of the tests${skipped}`, () => {
  let real: RealElasticsearch
  let proxy: ConnectorProxy

  beforeAll(async () => {
    const started = await startRealElasticsearch({ trial: true })
    if ('skipped' in started) throw new Error(started.skipped)
    real = started
    const superuser = { username: 'elastic', password: real.password }
    proxy = await startConnectorProxy({ target: real.url, superuser })
  })
  afterAll(async () => {
    await proxy?.close()
    await real?.close()
  })

  const send = (
    base: string,
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) =>
    fetch(base + path, {
      ...init,
      headers: {
        authorization: basic('elastic', real.password),
        'content-type': 'application/json',
        ...init.headers,
      },
    })

  it('answers through the proxy as it does without', async () => {
    const calls: [string, Parameters<typeof send>[2]?][] = [
      ['/'],
      ['/?pretty'],
      ['/_security/_authenticate?nonsense'],
      ['/missing/_doc/1'],
      ['/_nothing/here', { method: 'HEAD' }],
      ['/_connectors', { method: 'PUT' }],
      ['/bytes/_doc/1?pretty', { headers: { 'accept-encoding': 'identity' } }],
    ]
    await send(real.url, '/bytes/_doc/1', { method: 'PUT', body: '{"é" :  1.0}' })
    for (const [path, init] of calls) {
      const [direct, through] = await Promise.all([send(real.url, path, init), send(proxy.url, path, init)])
      expect([path, through.status]).toEqual([path, direct.status])
      // Whether the connection stays open is between neighbours.
      const { connection: _, ...headers } = Object.fromEntries(through.headers)
      expect(headers).toEqual(Object.fromEntries(direct.headers))
      expect(await through.text()).toBe(await direct.text())
    }
  })

  it('takes a large body through the proxy, and many at once', async () => {
    const lines = Array.from(
      { length: 5_000 },
      (_, n) => `{"index":{}}\n{"n":${n},"text":"${'x'.repeat(1_000)}"}\n`,
    )
    const bulks = Array.from({ length: 4 }, (_, part) =>
      send(proxy.url, `/large-${part}/_bulk?filter_path=errors`, { method: 'POST', body: lines.join('') }),
    )
    for (const answer of await Promise.all(bulks)) expect(await answer.json()).toEqual({ errors: false })
  })

  it('has the trial licence when asked, for document-level security', async () => {
    const answer = await send(real.url, '/_security/role/narrow', {
      method: 'PUT',
      body: JSON.stringify({ indices: [{ names: ['a'], privileges: ['read'], query: { term: { a: 1 } } }] }),
    })
    expect(answer.status).toBe(200)
  })

  it('cancels what a request of the editor began, when whoever sent it stops', async () => {
    const auth = { kind: 'basic', username: 'elastic', password: new Secret(real.password) } as const
    const way = requestWay({ url: real.url, auth })
    const mark = 'patchbay-test'
    const never = { method: 'GET', path: '/_cluster/health?wait_for_nodes=9&timeout=60s' }
    const hangUp = new AbortController()
    const sent = sendOfEditor(
      way,
      { ...never, contentType: undefined, body: undefined, mark },
      hangUp.signal,
    ).catch((error: unknown) => error)
    // Its author may have no right to it, or only to see it: either is told what is missing.
    const wayOf = async (username: string, cluster: string[]) => {
      const password = 'correct-horse-battery'
      await send(real.url, `/_security/role/${username}`, {
        method: 'PUT',
        body: JSON.stringify({ cluster }),
      })
      const user = JSON.stringify({ password, roles: [username] })
      await send(real.url, `/_security/user/${username}`, { method: 'PUT', body: user })
      return requestWay({ url: real.url, auth: { kind: 'basic', username, password: new Secret(password) } })
    }
    const stranger = await wayOf('sees-nothing', [])
    const onlooker = await wayOf('sees-tasks', ['monitor'])
    expect(await cancelTasks(stranger, mark)).toEqual({
      state: 'unknown',
      why: 'that needs the cluster privilege monitor',
    })
    await expect
      .poll(() => cancelTasks(onlooker, mark), { timeout: 20_000 })
      .toEqual({ state: 'unknown', why: 'that needs the cluster privilege cancel_task' })
    const canceler = await wayOf('cancels-tasks', ['monitor', 'cancel_task'])
    // It is canceled by its name: nobody hangs up before.
    await expect.poll(() => cancelTasks(canceler, mark), { timeout: 20_000 }).toEqual({ state: 'canceled' })
    const { tasks } = listed.parse(await (await send(real.url, '/_tasks?group_by=none')).json())
    const own = tasks.filter(({ headers }) => headers['X-Opaque-Id'] === mark)
    expect(own).toMatchObject([{ cancelled: true }])
    hangUp.abort()
    expect(await sent).toMatchObject({ code: 'canceled' })
    for (const one of [way, stranger, onlooker, canceler]) await one.es.close()
  })

  it('ends when the process that started it is killed', async () => {
    const starter = new URL('../real-elasticsearch/start-real-elasticsearch.ts', import.meta.url).href
    const script = `
      const { startRealElasticsearch } = await import(${JSON.stringify(starter)})
      const real = await startRealElasticsearch()
      console.log('url' in real ? real.url : real.skipped)`
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = await once(createInterface({ input: owner.stdout }), 'line')
    const reached = () =>
      fetch(String(url)).then(
        () => true,
        () => false,
      )
    expect(await reached()).toBe(true)
    owner.kill('SIGKILL')
    const deadline = Date.now() + 20_000
    while ((await reached()) && Date.now() < deadline) await sleep(200)
    expect(await reached()).toBe(false)
  })
})
