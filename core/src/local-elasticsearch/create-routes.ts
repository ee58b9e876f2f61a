import type { DatabaseSync } from 'node:sqlite'
import { createCatRoutes } from './cat/create-cat-routes.ts'
import { createConnectorRoutes } from './connectors/create-connector-routes.ts'
import { storeDocuments } from './connectors/store-documents.ts'
import { createBulkRoutes } from './documents/bulk/bulk-routes.ts'
import { createGetRoutes } from './documents/get-routes.ts'
import { createMultiGetRoutes } from './documents/multi-get.ts'
import { createWriteRoutes } from './documents/write-routes.ts'
import type { Route } from './http/route.ts'
import { createAliasRoutes } from './indices/alias-routes.ts'
import type { ClusterInfo } from './indices/cluster-routes.ts'
import { createClusterRoutes } from './indices/cluster-routes.ts'
import { createIndexRoutes } from './indices/index-routes.ts'
import type { Resolver } from './indices/resolve-indices.ts'
import { resolveIndices } from './indices/resolve-indices.ts'
import { createStatsRoutes } from './indices/stats-routes.ts'
import { createSettingsRoutes } from './indices/settings-routes.ts'
import { createIngestRoutes } from './ingest/create-ingest-routes.ts'
import { ensureDefaultIngestion } from './ingest/default-ingestion.ts'
import { createPipelines } from './ingest/pipelines.ts'
import { createSearch } from './search/create-search.ts'
import type { Security } from './security/create-security.ts'
import type { Authorizer } from './security/principal.ts'
import type { Store } from './store/create-store.ts'

export interface RouteParts {
  db: DatabaseSync
  store: Store
  security: Security
  cluster: ClusterInfo
  resolve: Resolver
}

/** Every endpoint of local Elasticsearch. */
export const createRoutes = ({ db, store, security, cluster, resolve }: RouteParts): Route[] => {
  const { authorizer } = security
  const pipelines = createPipelines(db, () => store.commits.begin())
  ensureDefaultIngestion(pipelines)
  const writing = { store, authorizer, pipelines }
  return [
    ...createClusterRoutes(cluster, store),
    ...security.routes,
    ...createIndexRoutes({ store, authorizer, resolve }),
    ...createSettingsRoutes(store, resolve),
    ...createStatsRoutes(store, resolve),
    ...createCatRoutes({ store, cluster, authorizer, resolve }),
    ...createAliasRoutes(resolve),
    ...createIngestRoutes(store, pipelines),
    ...createGetRoutes(store, authorizer),
    ...createMultiGetRoutes(store, authorizer),
    ...createWriteRoutes(writing),
    ...createBulkRoutes(writing),
    ...createSearchRoutes(store, authorizer),
    ...createConnectorRoutes({
      store: storeDocuments(store),
      version: cluster.version,
      now: () => new Date(),
      authorize: (principal, action, indices) => authorizer.authorize(principal, action, indices),
    }),
  ]
}

/** Search remembers what it read of the documents; when writes were lost, it starts anew. */
const createSearchRoutes = (store: Store, authorizer: Authorizer): Route[] => {
  const create = (): readonly Route[] =>
    createSearch({
      store,
      authorizer,
      resolve: (expression, options) => resolveIndices(store, expression, options),
      deleteDocument(index, id, ifSeqNo) {
        const current = store.current(index, id)
        if (current === undefined || current.deleted || current.seqNo !== ifSeqNo) return false
        store.put(index, id, current.version + 1, null)
        return true
      },
      beforeWrite: (listener) => store.beforeWrite(listener),
      now: Date.now,
    }).routes
  let routes = create()
  store.onRollback(() => (routes = create()))
  return routes.map((route, at) => ({ ...route, handle: (request) => (routes[at] ?? route).handle(request) }))
}
