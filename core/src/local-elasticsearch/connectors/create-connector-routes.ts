import type { Route } from '../http/route.ts'
import type { Principal } from '../security/principal.ts'
import { activateConnectorFiltering } from './activate-connector-filtering.ts'
import { cancelSyncJob } from './cancel-sync-job.ts'
import { checkInConnector } from './check-in-connector.ts'
import { checkInSyncJob } from './check-in-sync-job.ts'
import { claimSyncJob } from './claim-sync-job.ts'
import type { ConnectorContext } from './connector-context.ts'
import { deleteConnectorSecret } from './delete-connector-secret.ts'
import { deleteConnector } from './delete-connector.ts'
import { deleteSyncJob } from './delete-sync-job.ts'
import type { DocumentStore } from './document-store.ts'
import { getConnectorSecret } from './get-connector-secret.ts'
import { getConnector } from './get-connector.ts'
import { getSyncJob } from './get-sync-job.ts'
import { indexRights } from './index-rights.ts'
import { listConnectors } from './list-connectors.ts'
import { listSyncJobs } from './list-sync-jobs.ts'
import { postConnectorSecret } from './post-connector-secret.ts'
import { postConnector } from './post-connector.ts'
import { postSyncJob } from './post-sync-job.ts'
import { putConnectorApiKeyId } from './put-connector-api-key-id.ts'
import { putConnectorConfiguration } from './put-connector-configuration.ts'
import { putConnectorError } from './put-connector-error.ts'
import { putConnectorFeatures } from './put-connector-features.ts'
import { putConnectorFilteringValidation } from './put-connector-filtering-validation.ts'
import { putConnectorFiltering } from './put-connector-filtering.ts'
import { putConnectorIndexName } from './put-connector-index-name.ts'
import { putConnectorLastSync } from './put-connector-last-sync.ts'
import { putConnectorName } from './put-connector-name.ts'
import { putConnectorNative } from './put-connector-native.ts'
import { putConnectorPipeline } from './put-connector-pipeline.ts'
import { putConnectorScheduling } from './put-connector-scheduling.ts'
import { putConnectorSecret } from './put-connector-secret.ts'
import { putConnectorServiceType } from './put-connector-service-type.ts'
import { putConnectorStatus } from './put-connector-status.ts'
import { putConnector } from './put-connector.ts'
import { putSyncJobError } from './put-sync-job-error.ts'
import { putSyncJobStats } from './put-sync-job-stats.ts'
import { versionRules } from './version-rules.ts'

export interface ConnectorRoutesOptions {
  store: DocumentStore
  /** Such as `8.17.10`: some rules changed with 9.0. */
  version: string
  now: () => Date
  /**
   * Before 9.0 Elasticsearch reads and writes connector documents with the caller's own index rights: asked for them
   * after the route's cluster action was granted. Throws the genuine 403. Left out: nothing is asked.
   */
  authorize?: (principal: Principal, action: string, indices: readonly string[]) => void | Promise<void>
}

const endpoints: readonly ((context: ConnectorContext) => Route)[] = [
  postConnector('POST'),
  postConnector('PUT'),
  putConnector,
  getConnector,
  listConnectors,
  deleteConnector,
  checkInConnector,
  putConnectorName,
  putConnectorIndexName,
  putConnectorServiceType,
  putConnectorConfiguration,
  putConnectorScheduling,
  putConnectorPipeline,
  putConnectorFeatures,
  putConnectorApiKeyId,
  putConnectorNative,
  putConnectorStatus,
  putConnectorError,
  putConnectorLastSync,
  putConnectorFiltering,
  putConnectorFilteringValidation,
  activateConnectorFiltering,
  postSyncJob,
  getSyncJob,
  listSyncJobs,
  deleteSyncJob,
  cancelSyncJob,
  checkInSyncJob,
  claimSyncJob,
  putSyncJobError,
  putSyncJobStats,
  postConnectorSecret,
  putConnectorSecret,
  getConnectorSecret,
  deleteConnectorSecret,
]

/** The Connector, sync-job and connector-secret APIs on a document store. */
export const createConnectorRoutes = ({
  store,
  version,
  now,
  authorize,
}: ConnectorRoutesOptions): Route[] => {
  const rules = versionRules(version)
  const context: ConnectorContext = { store, rules, timestamp: () => now().toISOString() }
  const routes = endpoints.map((endpoint) => endpoint(context))
  if (authorize === undefined || !rules.callersIndexRights) return routes
  return routes.map((route) => ({
    ...route,
    handle: async (request) => {
      for (const { action, index } of indexRights(route.action))
        await authorize(request.principal, action, [index])
      return route.handle(request)
    },
  }))
}
