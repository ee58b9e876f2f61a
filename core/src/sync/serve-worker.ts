import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Clock } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import type { WorkerEvent } from './worker-event.ts'
import { workerMetrics } from './worker-metrics.ts'

/** A worker whose last good look for work is older than this, in milliseconds, is not ready. */
const lookedWithin = 60_000

export interface ServedWorker {
  url: string
  see(event: WorkerEvent): void
  close(): Promise<void>
}

interface Answered {
  status: number
  body: object
  /** In how many seconds to ask again, where it was one too many. */
  retryAfter?: number
}

/** What is done about a POST. */
export type AnswerPost = (asked: {
  path: string
  query: URLSearchParams
  authorization: string | undefined
}) => Promise<Answered>

const answer = (response: ServerResponse, { status, body, retryAfter }: Answered): void => {
  const later = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  response
    .writeHead(status, { 'content-type': 'application/json', ...later })
    .end(`${JSON.stringify(body)}\n`)
}

/** What it carries is not read: the address and the key say all. */
const answerPost = async (
  request: IncomingMessage,
  response: ServerResponse,
  post: AnswerPost,
): Promise<void> => {
  request.resume()
  const { pathname: path, searchParams: query } = new URL(`http://worker${request.url ?? '/'}`)
  answer(response, await post({ path, query, authorization: request.headers.authorization }))
}

/** `host:port`, with IPv6 in brackets; a port alone is on this machine only. */
const addressOf = (listen: string): { host: string; port: number } => {
  const found = /^(?:(?<host>\[[^\]]+\]|[^:]+):)?(?<port>\d{1,5})$/.exec(listen)
  const port = Number(found?.groups?.['port'])
  if (found === null || port > 65_535) {
    throw new PatchbayError('config.invalid', `listen: "${listen}" is no address.`, {
      field: 'listen',
      next: 'Give host:port, such as 127.0.0.1:9180; a port alone is on this machine only.',
    })
  }
  return { host: (found.groups?.['host'] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port }
}

/**
 * Serves what a supervisor asks: `/health/live` while the process answers at all, `/health/ready` while it finds its
 * work, `/metrics` for Prometheus. These show counts and no names. A POST is refused where there is no `post`.
 * @throws PatchbayError `config.invalid` for an address that can't be listened at.
 */
export const serveWorker = async (
  listen: string,
  clock: Pick<Clock, 'monotonic'>,
  post?: AnswerPost,
): Promise<ServedWorker> => {
  const metrics = workerMetrics()
  let looked: number | undefined
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (request.method === 'POST' && post !== undefined) {
      answerPost(request, response, post).catch((error: unknown) =>
        answer(response, { status: 400, body: { error: String(error) } }),
      )
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, { status: 405, body: { error: 'read only' } })
    if (path === '/health/live') return answer(response, { status: 200, body: { alive: true } })
    if (path === '/health/ready') {
      const ago = looked === undefined ? undefined : clock.monotonic() - looked
      const ready = ago !== undefined && ago < lookedWithin
      const why =
        looked === undefined ? 'no look for work went well yet' : 'no look for work went well for a minute'
      return answer(response, { status: ready ? 200 : 503, body: { ready, ...(ready ? {} : { why }) } })
    }
    if (path !== '/metrics')
      return answer(response, { status: 404, body: { paths: ['/health/live', '/health/ready', '/metrics'] } })
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => answer(response, { status: 500, body: { error: String(error) } }),
    )
  })
  const { host, port } = addressOf(listen)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new PatchbayError('config.invalid', `The worker can't listen at ${listen}: ${cause.message}.`, {
          field: 'listen',
          next: 'Give another address, or stop what uses this one.',
          cause,
        }),
      ),
    )
    server.listen(port, host, resolve)
  })
  const at = server.address()
  const bound = typeof at === 'object' && at !== null ? at.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    see: (event) => {
      if (event.is === 'round') looked = clock.monotonic()
      metrics.see(event)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
