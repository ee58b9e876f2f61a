import { Readable } from 'node:stream'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Route } from '../http/route.ts'
import type { Principal } from '../security/principal.ts'
import { createSearch } from './create-search.ts'
import { MemoryStore } from './memory-store.ts'

const ADA: Principal = {
  username: 'ada',
  roles: [],
  realm: { name: 'native', type: 'native' },
  authenticationType: 'realm',
  fullName: null,
  email: null,
  metadata: {},
}

interface Answer {
  status: number
  // Tests look into answers by path.
  body: unknown
}

/** Search over a store in memory, called as the server calls it; for unit tests. */
export class SearchHarness {
  readonly store = new MemoryStore()
  now = Date.UTC(2024, 5, 15, 12)
  readonly #routes: readonly Route[]

  constructor() {
    const { store } = this
    this.#routes = createSearch({
      store,
      authorizer: { authorize: () => undefined, may: () => true, access: () => [] },
      resolve: (expression, { ignoreUnavailable }) => {
        if (/[*]|^_all$/.test(expression)) {
          const prefix = expression.replace(/\*|_all/, '')
          return store.indices().filter((index) => index.name.startsWith(prefix))
        }
        return expression.split(',').flatMap((name) => {
          const index = store.index(name)
          if (index !== undefined) return [index]
          if (ignoreUnavailable) return []
          throw new ElasticsearchException(404, 'index_not_found_exception', `no such index [${name}]`)
        })
      },
      deleteDocument: (index, id, ifSeqNo) => {
        if (store.document(index, id)?.seqNo !== ifSeqNo) return false
        store.delete(index.name, id)
        return true
      },
      beforeWrite: (listener) => store.beforeWrite(listener),
      now: () => this.now,
    }).routes
  }

  /** `path` with its query string. */
  async call(
    method: string,
    path: string,
    { body, username = 'ada' }: { body?: unknown; username?: string } = {},
  ): Promise<Answer> {
    const url = new URL(path, 'http://local')
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    for (const route of this.#routes) {
      const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      const values = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/_][^/]*)')}$`).exec(url.pathname)
      if (route.method !== method || values === null) continue
      try {
        const response = await route.handle({
          method,
          path: url.pathname,
          params: Object.fromEntries(
            names.map((name, at) => [name, decodeURIComponent(values[at + 1] ?? '')]),
          ),
          query: Object.fromEntries(url.searchParams),
          principal: { ...ADA, username },
          text: () => Promise.resolve(text),
          stream: () => Readable.from([text]),
        })
        const { body: sent } = response
        return { status: response.status, body: typeof sent === 'string' ? JSON.parse(sent) : sent }
      } catch (error) {
        if (!(error instanceof ElasticsearchException)) throw error
        return { status: error.status, body: error.toBody() }
      }
    }
    throw new Error(`There is no route for ${method} ${path}.`)
  }
}
