import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import { Client } from '@elastic/elasticsearch'
import { createConnectorRoutes } from '../../core/src/local-elasticsearch/connectors/create-connector-routes.ts'
import { createListener } from '../../core/src/local-elasticsearch/http/create-listener.ts'
import { createRouter } from '../../core/src/local-elasticsearch/http/create-router.ts'
import type { Authorizer } from '../../core/src/local-elasticsearch/security/principal.ts'
import { createCallerRights } from './caller-rights.ts'
import { clientDocumentStore } from './client-document-store.ts'
import { createConnectorIndices } from './connector-indices.ts'
import { passThrough } from './pass-through.ts'

export interface ConnectorProxy {
  url: string
  close(): Promise<void>
}

/**
 * Puts the Connector APIs, which no published artifact has, in front of a genuine Elasticsearch. Its own security
 * decides who the caller is and what that caller may do; then local Elasticsearch's handlers work on the genuine
 * indices. Everything else goes through unchanged.
 */
export const startConnectorProxy = async ({
  target,
  superuser,
}: {
  target: string
  superuser: { username: string; password: string }
}): Promise<ConnectorProxy> => {
  const store = await openStorekeeper(target, superuser)
  await createConnectorIndices(store)
  const { version } = await store.info()
  const rights = createCallerRights(target)
  const routes = createConnectorRoutes({
    store: clientDocumentStore(store),
    version: version.number,
    now: () => new Date(),
    authorize: rights.authorize,
  }).map((route) => ({
    ...route,
    handle: async (request: Parameters<typeof route.handle>[0]) => {
      await rights.authorize(request.principal, route.action)
      return route.handle(request)
    },
  }))
  const handleConnectors = createListener({
    router: createRouter(routes),
    security: { authenticate: rights.authenticate, authorizer: askedElsewhere },
    // No path of these routes names an index.
    expand: ({ expression = '' }) => expression,
    commits: { mark: () => 0, committed: () => Promise.resolve(), fail: () => undefined },
    major: Number.parseInt(version.number, 10),
    onUnexpected: (error) => console.error('The connector proxy failed:', error),
  })

  const agent = new Agent({ keepAlive: true })
  const server = createServer((incoming, outgoing) => {
    if (/^\/_connector(?=[/?]|$)/.test(incoming.url ?? '')) handleConnectors(incoming, outgoing)
    else void passThrough({ target: new URL(target), agent }, incoming, outgoing)
  })
  // As Elasticsearch, which keeps idle connections: a client would meet one that is just being closed.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The connector proxy has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      agent.destroy()
      await store.close()
    },
  }
}

/** Rights are asked of the genuine Elasticsearch, which takes time; these questions can't wait, so they are none. */
const askedElsewhere: Authorizer = {
  authorize: () => undefined,
  may: () => true,
  access: () => [],
  refusal: () => {
    throw new Error('The connector routes refuse nothing item by item.')
  },
}

/** A client that also reaches restricted indices, which `elastic` itself may only read. */
const openStorekeeper = async (
  target: string,
  superuser: { username: string; password: string },
): Promise<Client> => {
  const elastic = new Client({ node: target, auth: superuser })
  const username = 'connector-proxy'
  const password = randomBytes(12).toString('hex')
  await elastic.security.putRole({
    name: username,
    cluster: ['monitor', 'manage_ingest_pipelines'],
    indices: [
      {
        names: ['.elastic-connectors*', '.connector-secrets*'],
        privileges: ['all'],
        allow_restricted_indices: true,
      },
    ],
  })
  await elastic.security.putUser({ username, password, roles: [username] })
  await elastic.close()
  return new Client({ node: target, auth: { username, password } })
}
