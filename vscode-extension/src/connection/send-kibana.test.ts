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
      if (request.url?.endsWith('/hangs') === true) {
        response.writeHead(200).write('{')
        return
      }
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
  const to = (path: string, signal = new AbortController().signal, within = 60_000) => {
    const body = new TextEncoder().encode('{ "a": 1 }')
    const request = { method: 'POST', path, contentType: 'application/json', body }
    return sendToKibana({ url, authorization: 'ApiKey abc', within }, request, signal)
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

  it('waits for a head and for a body no longer than for all of it', async () => {
    for (const path of ['/slow', '/hangs'])
      await expect(to(path, undefined, 200)).rejects.toThrow('Kibana did not answer in time.')
  })

  it('says that it was Kibana that could not be reached', async () => {
    const request = { method: 'GET', path: '/', contentType: undefined, body: undefined }
    const nobody = { url: 'http://127.0.0.1:9', authorization: 'ApiKey abc' }
    await expect(sendToKibana(nobody, request, new AbortController().signal)).rejects.toThrow(
      /^Kibana can't be reached: .*127\.0\.0\.1:9/,
    )
  })

  it('stops when it is canceled', async () => {
    await expect(to('/slow', AbortSignal.timeout(50))).rejects.toThrow('abort')
  })
})
