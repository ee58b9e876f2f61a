import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject } from './xcontent/is-object.ts'
import type { LocalElasticsearch } from './start-local-elasticsearch.ts'
import { startLocalElasticsearch } from './start-local-elasticsearch.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed text; empty where it is no JSON object. */
  body: Record<string, unknown>
}

export interface TestServer {
  es: LocalElasticsearch
  dataDir: string
  /** Sends as `elastic` unless the headers say otherwise; an object goes as JSON, a text as it is. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  stop(): Promise<void>
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const parse = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** A local Elasticsearch in a directory of its own, for tests. */
export const startTestServer = async (options: { version?: string } = {}): Promise<TestServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
  const es = await startLocalElasticsearch({ dataDir, password: 'changeme', ...options })
  return {
    es,
    dataDir,
    async call(method, path, body, headers = {}) {
      const reply = await fetch(es.url + path, {
        method,
        headers: {
          authorization: basic('elastic', 'changeme'),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await reply.text()
      return { status: reply.status, headers: reply.headers, text, body: parse(text) }
    },
    async stop() {
      await es.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
