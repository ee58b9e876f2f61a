import { DatabaseSync } from 'node:sqlite'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Principal } from '../security/principal.ts'
import { createStore } from '../store/create-store.ts'
import { createListener } from './create-listener.ts'
import { createRouter } from './create-router.ts'
import { ElasticsearchException } from './elasticsearch-exception.ts'
import type { Route } from './route.ts'

const ada: Principal = {
  username: 'ada',
  roles: [],
  realm: { name: 'native', type: 'native' },
  authenticationType: 'realm',
  fullName: null,
  email: null,
  metadata: {},
}

const serve = async (routes: Route[], may: (action: string, index?: string) => boolean = () => true) => {
  const db = new DatabaseSync(':memory:')
  const store = createStore(db)
  const unexpected: unknown[] = []
  const refusal = (): ElasticsearchException => new ElasticsearchException(403, 'security_exception', 'no')
  const server = createServer(
    createListener({
      router: createRouter(routes),
      security: {
        authenticate: async () => ada,
        authorizer: {
          may: (_who, action, index) => may(action, index),
          authorize: (_who, action, indices) => {
            const asked: readonly (string | undefined)[] = indices ?? [undefined]
            if (!asked.every((index) => may(action, index))) throw refusal()
          },
          refusal,
          access: () => [],
        },
      },
      commits: store.commits,
      expand: () => 'seen-1,seen-2',
      major: 8,
      onUnexpected: (error) => unexpected.push(error),
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    db,
    store,
    unexpected,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

describe('the way of a request', () => {
  it('hands on wildcards as the indices that the caller may see, and checks plain names before the handler', async () => {
    const seen: string[] = []
    const route: Route = {
      method: 'GET',
      path: '/{index}/_look',
      action: 'indices:data/read/look',
      handle: ({ params }) => {
        seen.push(params['index'] ?? '')
        return { status: 200, body: {} }
      },
    }
    const { url, stop } = await serve([route], (_action, index) => index !== 'secret')
    expect((await fetch(`${url}/a*/_look`)).status).toBe(200)
    expect((await fetch(`${url}/plain/_look`)).status).toBe(200)
    const refused = await fetch(`${url}/a*,secret/_look`)
    expect([refused.status, refused.headers.get('x-elastic-product')]).toEqual([403, null])
    expect(seen).toEqual(['seen-1,seen-2', 'plain'])
    await stop()
  })

  it('answers a write that the disk refused as Elasticsearch does, keeps nothing of it and goes on', async () => {
    const write: Route = {
      method: 'POST',
      path: '/write/{size}',
      action: 'indices:data/write/bulk',
      handle: ({ params }) => {
        const index =
          store.index('a') ?? store.createIndex({ name: 'a', settings: {}, mappings: {}, aliases: {} })
        for (let at = 0; at < 10; at++) {
          store.put(
            index,
            `${params['size']}-${at}`,
            1,
            JSON.stringify({ text: 'x'.repeat(Number(params['size'])) }),
          )
        }
        return { status: 200, body: {} }
      },
    }
    const { db, store, url, stop, unexpected } = await serve([write])
    expect((await fetch(`${url}/write/10`, { method: 'POST' })).status).toBe(200)
    db.exec('PRAGMA max_page_count = 60')
    const full = await fetch(`${url}/write/50000`, { method: 'POST' })
    expect(full.status).toBe(429)
    expect(await full.json()).toMatchObject({ error: { type: 'cluster_block_exception' }, status: 429 })
    const index = store.index('a')
    expect(index && [...store.documents(index)].length).toBe(10)
    expect((await fetch(`${url}/write/11`, { method: 'POST' })).status).toBe(200)
    expect(unexpected).toEqual([])
    await stop()
  })

  it('tells of an error that nobody expected and answers 500', async () => {
    const route: Route = {
      method: 'GET',
      path: '/broken',
      action: 'cluster:monitor/main',
      handle: () => {
        throw new TypeError('a bug')
      },
    }
    const { url, stop, unexpected } = await serve([route])
    const answer = await fetch(`${url}/broken`)
    expect([answer.status, unexpected.length]).toEqual([500, 1])
    await stop()
  })
})
