import { once } from 'node:events'
import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { createRoutes } from './create-routes.ts'
import { randomUuid } from './documents/document-id.ts'
import { createListener } from './http/create-listener.ts'
import { createRouter } from './http/create-router.ts'
import type { Expansion } from './indices/resolve-indices.ts'
import { createResolver, expandExpression } from './indices/resolve-indices.ts'
import { createSecurity } from './security/create-security.ts'
import { createStore } from './store/create-store.ts'
import { metaValue, openDatabase } from './store/open-database.ts'
import { checkVersion } from './version-profile.ts'

export interface LocalElasticsearchOptions {
  /** Made when missing; holds one file, `elasticsearch.db`. One process at a time. */
  dataDir: string
  /** 0, the default, takes a free one. */
  port?: number
  host?: '127.0.0.1'
  /** The version that it says it has, and whose rules it follows. */
  version?: string
  /** The password of `elastic`. */
  password?: string
  clusterName?: string
  /** Told of errors that nobody expected; by default they are printed on stderr. */
  onUnexpected?: (error: unknown) => void
}

export interface LocalElasticsearch {
  url: string
  port: number
  version: string
  /** The password of `elastic` when none was given and this start made it: shown once, kept nowhere. */
  generatedPassword: string | undefined
  /** Answers what is under way, then closes the database. */
  close(): Promise<void>
}

/**
 * Starts an Elasticsearch of its own kind on 127.0.0.1: documents, search, security and the Connector APIs on one SQLite
 * file. What it acknowledged survives the end of its process at any moment. Throws one sentence when the port or the
 * data directory is taken, or when it can't be that version.
 */
export const startLocalElasticsearch = async (
  options: LocalElasticsearchOptions,
): Promise<LocalElasticsearch> => {
  const {
    dataDir,
    port = 0,
    host = '127.0.0.1',
    version = '8.17.10',
    password,
    clusterName = 'patchbay-local',
  } = options
  const {
    onUnexpected = (error: unknown) => void process.stderr.write(`Local Elasticsearch: ${inspect(error)}\n`),
  } = options
  checkVersion(version)
  const db = openDatabase(dataDir)
  try {
    const store = createStore(db)
    const security = createSecurity({ db, version, password })
    store.onRollback(() => security.forget())
    const cluster = { name: clusterName, uuid: metaValue(db, 'cluster_uuid', randomUuid), version }
    const resolve = createResolver(store, security.authorizer)
    const router = createRouter(createRoutes({ db, store, security, cluster, resolve }))
    const expand = (expansion: Expansion): string => expandExpression(resolve, expansion)
    const major = Number(version.split('.', 1)[0])
    const server = createServer(
      // Clients keep connections open between requests; closing them early looks like an outage.
      { keepAliveTimeout: 75_000, requestTimeout: 0, noDelay: true },
      createListener({ router, security, commits: store.commits, expand, major, onUnexpected }),
    )
    server.listen(port, host)
    await once(server, 'listening').catch((error: unknown) => {
      throw explainListen(error, port)
    })
    const address = server.address()
    const bound = typeof address === 'object' && address !== null ? address.port : port
    const close = async (): Promise<void> => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const patience = setTimeout(() => server.closeAllConnections(), 2_000)
      await closed
      clearTimeout(patience)
      store.commits.flush()
      db.close()
    }
    return {
      url: `http://${host}:${bound}`,
      port: bound,
      version,
      generatedPassword: security.generatedPassword,
      close,
    }
  } catch (error) {
    db.close()
    throw error
  }
}

const explainListen = (error: unknown, port: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new Error(`Port ${port} is taken by another process. Stop that one, or choose another port.`, {
        cause: error,
      })
    : error
