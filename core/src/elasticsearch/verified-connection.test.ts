import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { connect } from './connect.ts'

describe('a connection', () => {
  // Answers when the path says, in milliseconds.
  const server = createServer((request, response) => {
    void setTimeout(Number(/\d+/.exec(request.url ?? '')?.[0])).then(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      response.end('{}')
    })
  })
  let url = ''
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

  it('ends when the caller does', async () => {
    const controller = new AbortController()
    const asked = ask(10_000, { signal: controller.signal }, 30_000)
    controller.abort()
    await expect(asked).rejects.toThrow('Canceled')
    await expect(ask(10_000, { signal: controller.signal }, 30_000)).rejects.toThrow('Canceled')
  })
})
