import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { connect } from './connect.ts'

let close = (): unknown => undefined
afterEach(() => close())

/** A server that answers everything the same way. */
const answering = async (status: number, body: string, headers = {}): Promise<string> => {
  const server = createServer((_request, response) => {
    const always = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }
    response.writeHead(status, { ...always, ...headers })
    response.end(body)
  })
  close = () => server.close()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return `http://127.0.0.1:${address.port}`
}

const failureAt = (url: string): Promise<unknown> =>
  connect({ url, auth: { kind: 'basic', username: 'u', password: new Secret('the-password') } })
    .connector.secretPut({ id: 'x', value: 'swordfish' })
    .catch((error: unknown) => error)

describe('mapError', () => {
  it('keeps what Elasticsearch answered', async () => {
    const body = '{"error":{"type":"security_exception","reason":"no"},"status":403}'
    const failure = await failureAt(await answering(403, body))
    expect(failure).toMatchObject({
      code: 'elasticsearch.forbidden',
      status: 403,
      type: 'security_exception',
      reason: 'no',
    })
  })

  it('says that what answers does not speak TLS', async () => {
    const plain = await answering(200, '{}')
    expect(await failureAt(plain.replace('http:', 'https:'))).toMatchObject({
      code: 'elasticsearch.unreachable',
      message: "Elasticsearch can't be reached: what answers there does not speak TLS",
      next: expect.stringContaining('http://'),
    })
  })

  it.each([
    [
      'a login page',
      200,
      '<html>Sign in</html>',
      { 'content-type': 'text/html', 'x-elastic-product': '' },
      'login page',
    ],
    ['an answer that is cut off', 200, '{"id": "x', {}, 'Try again'],
    ['a proxy that wants a password', 407, '<html></html>', { 'content-type': 'text/html' }, 'HTTPS_PROXY'],
  ])('tells %s from an answer of Elasticsearch', async (...[, status, body, headers, next]) => {
    const failure = await failureAt(await answering(status, body, headers))
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^elasticsearch\.un/),
      next: expect.stringContaining(next),
    })
  })

  it('keeps the text of a server that has no such endpoint', async () => {
    const failure = await failureAt(await answering(400, '{"error":"no handler found"}'))
    expect(failure).toMatchObject({ code: 'elasticsearch.refused', reason: 'no handler found' })
  })

  it('keeps when Elasticsearch wants to be asked again, in seconds or as a date', async () => {
    const body = '{"error":{"type":"es_rejected_execution_exception","reason":"full"},"status":429}'
    const retryAfterOf = async (headers: object): Promise<unknown> => {
      const failure = await failureAt(await answering(429, body, headers))
      await close()
      return isPatchbayError(failure) && 'retryAfter' in failure ? failure.retryAfter : failure
    }
    expect(await retryAfterOf({ 'retry-after': '7' })).toBe(7_000)
    const date = 'Thu, 01 Jan 2026 00:00:00 GMT'
    expect(await retryAfterOf({ date, 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' })).toBe(120_000)
    expect(await retryAfterOf({ date, 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBeUndefined()
    expect(await retryAfterOf({ 'retry-after': 'soon' })).toBeUndefined()
    expect(await retryAfterOf({})).toBeUndefined()
  })

  it('forgets what was sent, however the error is printed', async () => {
    const refused = await failureAt(await answering(400, '{"error":{"type":"x","reason":"no"},"status":400}'))
    const silent = await failureAt('http://127.0.0.1:1')
    for (const failure of [refused, silent]) {
      expect(failure).toBeInstanceOf(Error)
      expect(inspect(failure, { depth: 20, showHidden: true })).not.toMatch(/swordfish|the-password/)
    }
    expect(silent).toMatchObject({ code: 'elasticsearch.unreachable' })
  })
})
