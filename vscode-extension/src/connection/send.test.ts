import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, openSession, Secret, type Session } from '@patchbay/core'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cancelTasks } from './cancel-tasks.ts'
import { requestWay } from './request-way.ts'
import { send } from './send.ts'

describe('send', () => {
  let session: Session
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-send-'))
    const server = await startLocalElasticsearch({ dataDir, password: 'of-elastic' })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true })
    }
    const auth = { kind: 'basic', username: 'elastic', password: new Secret('of-elastic') } as const
    session = await openSession('test', connect({ url: server.url, auth }))
  })
  afterAll(() => close())

  const signal = new AbortController().signal
  const json = (method: string, path: string, body?: string) =>
    send(
      session,
      {
        method,
        path,
        contentType: body === undefined ? undefined : 'application/json',
        body: body === undefined ? undefined : new TextEncoder().encode(body),
      },
      signal,
    )

  it('sends the body byte for byte, and gives the answer as it came', async () => {
    const put = await json(
      'PUT',
      '/numbers/_doc/1?refresh=true',
      '{ "big": 1234567890123456789,\n "a": 1.0 }',
    )
    expect(put.status).toBe(201)
    const got = await json('GET', '/numbers/_doc/1')
    expect(got.body).toContain('1234567890123456789')
    expect(got.body).toContain('1.0')
    expect(got.headers['content-type']).toContain('json')
  })

  it('takes a refusal as an answer', async () => {
    const missing = await json('GET', '/numbers/_doc/nope')
    expect(missing.status).toBe(404)
    expect(JSON.parse(missing.body)).toMatchObject({ found: false })
    const wrong = await json('POST', '/numbers/_search', '{"query":{"nope":{}}}')
    expect(wrong.status).toBe(400)
    expect(wrong.body).toContain('nope')
  })

  it('closes the connection when it is canceled, by which Elasticsearch stops what it can', async () => {
    let closed = (): void => undefined
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve
    })
    let reached = (): void => undefined
    const isReached = new Promise<void>((resolve) => {
      reached = resolve
    })
    const endless = createServer((request) => {
      request.socket.on('close', () => closed())
      reached()
    })
    await new Promise<void>((resolve) => {
      endless.listen(0, '127.0.0.1', resolve)
    })
    const { port } = z.object({ port: z.number() }).parse(endless.address())
    const auth = { kind: 'api-key', apiKey: new Secret('key') } as const
    const es = connect({ url: `http://127.0.0.1:${port}`, auth })
    const controller = new AbortController()
    const request = { method: 'POST', path: '/_search', contentType: undefined, body: undefined }
    const sent = send({ ...session, es }, request, controller.signal)
    await isReached
    controller.abort()
    await expect(sent).rejects.toMatchObject({ code: 'canceled' })
    await isClosed
    endless.close()
  })

  it('waits for a request as long as it takes, not as long as for a look at the tree', async () => {
    const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
    const slow = createServer((_request, response) => {
      setTimeout(() => response.writeHead(200, headers).end('{}'), 2_500)
    })
    await new Promise<void>((resolve) => {
      slow.listen(0, '127.0.0.1', resolve)
    })
    const { port } = z.object({ port: z.number() }).parse(slow.address())
    const connection = {
      url: `http://127.0.0.1:${port}`,
      auth: { kind: 'api-key', apiKey: new Secret('key') },
      requestTimeout: 500,
    } as const
    const request = { method: 'POST', path: '/_reindex', contentType: undefined, body: undefined }
    expect(await send(requestWay(connection), request, signal)).toMatchObject({
      status: 200,
    })
    slow.close()
  })

  it('waits for a body that hangs as long as for all the rest, and says so', async () => {
    const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
    const hanging = createServer((_request, response) => {
      response.writeHead(200, headers)
      response.write('{')
    })
    await new Promise<void>((resolve) => {
      hanging.listen(0, '127.0.0.1', resolve)
    })
    const { port } = z.object({ port: z.number() }).parse(hanging.address())
    const auth = { kind: 'api-key', apiKey: new Secret('key') } as const
    const es = connect({ url: `http://127.0.0.1:${port}`, auth, requestTimeout: 300 })
    const request = { method: 'GET', path: '/_search', contentType: undefined, body: undefined }
    await expect(send({ es }, request, signal)).rejects.toMatchObject({ code: 'elasticsearch.timeout' })
    hanging.close()
  })

  it('says why it is not known whether a request goes on, where tasks are not shown', async () => {
    expect(await cancelTasks(session, 'patchbay-1')).toMatchObject({
      state: 'unknown',
      why: expect.stringMatching(/_tasks/),
    })
  })

  it('sends nothing when it was canceled before', async () => {
    const controller = new AbortController()
    controller.abort()
    const request = { method: 'GET', path: '/', contentType: undefined, body: undefined }
    await expect(send(session, request, controller.signal)).rejects.toMatchObject({ code: 'canceled' })
  })
})
