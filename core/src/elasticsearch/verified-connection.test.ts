import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { connect } from './connect.ts'
import { readStream } from './read-stream.ts'

describe('a connection', () => {
  // Answers when the path says, in milliseconds; a body that hangs begins and never ends.
  const server = createServer((request, response) => {
    if (request.url === '/hangs') {
      response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      response.write('{')
      request.socket.once('close', () => (hungUp += 1))
      return
    }
    void setTimeout(Number(/\d+/.exec(request.url ?? '')?.[0])).then(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      response.end('{}')
    })
  })
  let url = ''
  let hungUp = 0
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const ask = (after: number, options: { requestTimeout?: number; signal?: AbortSignal }, usual = 500) =>
    connect({
      url,
      auth: { kind: 'basic', username: 'ada', password: new Secret('of-ada') },
      requestTimeout: usual,
      retries: 0,
    }).transport.request({ method: 'GET', path: `/after/${after}` }, options)

  it('waits longer for one request than for all, where that is asked', async () => {
    await expect(ask(3_000, {})).rejects.toThrow('did not answer')
    expect(await ask(3_000, { requestTimeout: 30_000 })).toEqual({})
  })

  it('tells of a request that takes too long whoever asked, and nobody else who listens to the signal', async () => {
    const controller = new AbortController()
    let told = 0
    controller.signal.addEventListener('abort', () => (told += 1))
    const asked = ask(10_000, { requestTimeout: 200, signal: controller.signal }, 30_000)
    await expect(asked).rejects.toThrow('did not answer')
    expect(told).toBe(0)
  })

  const stream = async (options: { requestTimeout: number; signal?: AbortSignal }) => {
    const auth = { kind: 'basic', username: 'ada', password: new Secret('of-ada') } as const
    const es = connect({ url, auth, requestTimeout: 60_000 })
    return readStream(
      await es.transport.request({ method: 'GET', path: '/hangs' }, { ...options, asStream: true }),
    )
  }

  it('waits no longer for a body that comes as a stream than for its head, and hangs up on it', async () => {
    const before = hungUp
    await expect(stream({ requestTimeout: 300 })).rejects.toMatchObject({ code: 'elasticsearch.timeout' })
    await vi.waitFor(() => expect(hungUp).toBe(before + 1))
  })

  it('ends a stream when the caller does, whatever the caller says why', async () => {
    const before = hungUp
    const controller = new AbortController()
    const asked = stream({ requestTimeout: 60_000, signal: controller.signal })
    globalThis.setTimeout(() => controller.abort(new Error('Leave it')), 300)
    await expect(asked).rejects.toMatchObject({ code: 'canceled' })
    await vi.waitFor(() => expect(hungUp).toBe(before + 1))
  })

  it('ends when the caller does, whatever the caller says why', async () => {
    const controller = new AbortController()
    const asked = ask(10_000, { signal: controller.signal }, 30_000)
    controller.abort(new Error('Leave it'))
    await expect(asked).rejects.toMatchObject({ code: 'canceled' })
    const lost = new AbortController()
    const asker = ask(10_000, { signal: lost.signal }, 30_000)
    const why = new PatchbayError('sync.lease-lost', 'Another worker has it.')
    lost.abort(why)
    await expect(asker).rejects.toBe(why)
  })

  it('ends when the caller does', async () => {
    const controller = new AbortController()
    const asked = ask(10_000, { signal: controller.signal }, 30_000)
    controller.abort()
    await expect(asked).rejects.toThrow('Canceled')
    await expect(ask(10_000, { signal: controller.signal }, 30_000)).rejects.toThrow('Canceled')
  })
})
