import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendToKibana } from './send-kibana.ts'

describe('sendToKibana', () => {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body })
      if (request.url?.endsWith('/slow') === true) return
      if (request.url?.endsWith('/away') === true)
        response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' })
      else response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"ok":true}')
    })
  })
  let url = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const to = (path: string, signal = new AbortController().signal) => {
    const body = new TextEncoder().encode('{ "a": 1 }')
    const request = { method: 'POST', path, contentType: 'application/json', body }
    return sendToKibana({ url, authorization: 'ApiKey abc' }, request, signal)
  }

  it('sends under the address’s own path, with what Kibana asks of changes', async () => {
    expect(await to('/api/spaces?x=1')).toMatchObject({ status: 200, body: '{"ok":true}' })
    expect(seen.at(-1)).toMatchObject({
      url: '/base/api/spaces?x=1',
      headers: { authorization: 'ApiKey abc', 'kbn-xsrf': 'patchbay', 'content-type': 'application/json' },
      body: '{ "a": 1 }',
    })
  })

  it('follows no redirect', async () => {
    expect((await to('/away')).status).toBe(302)
  })

  it('stops when it is canceled', async () => {
    await expect(to('/slow', AbortSignal.timeout(50))).rejects.toThrow('abort')
  })
})
