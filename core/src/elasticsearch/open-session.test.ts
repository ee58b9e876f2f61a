import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { connect } from './connect.ts'
import { openSession } from './open-session.ts'

const root = { cluster_name: 'c', cluster_uuid: 'u', version: { number: '8.19.0' } }
const nobody = { error: { type: 'index_not_found_exception', reason: 'no such index [es]' }, status: 404 }

/** What opening a session fails with where `/` is answered like this. */
const failure = async (status: number, body: object | string, headers = {}): Promise<unknown> => {
  const server = createServer((_request, response) => {
    const always = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
    response.writeHead(status, { ...always, ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const auth = { kind: 'api-key' as const, apiKey: new Secret('k') }
  return openSession('test', connect({ url: `http://127.0.0.1:${port}`, auth })).catch(
    (error: unknown) => error,
  )
}

describe('openSession', () => {
  it('says which version there is where Patchbay does not work with it', async () => {
    expect(await failure(200, { ...root, version: { number: '7.17.9' } })).toMatchObject({
      code: 'elasticsearch.unexpected',
      message: 'This is Elasticsearch 7.17.9.',
      next: 'Patchbay works with 8.x and 9.x.',
    })
  })

  it.each([
    ['a redirect to a login page', 302, '<html></html>', { 'content-type': 'text/html', location: '/login' }],
    ['another JSON', 200, { hello: 'world' }, {}],
    ['an address with a path that leads nowhere', 404, nobody, {}],
  ])('says of %s that no Elasticsearch answers there', async (...[, status, body, headers]) => {
    expect(await failure(status, body, headers)).toMatchObject({
      code: 'elasticsearch.unexpected',
      message: 'What answers there is no Elasticsearch.',
      next: expect.stringContaining('Check the address'),
    })
  })
})
