import { afterAll, beforeAll, describe } from 'vitest'
import { aggregationCases } from './cases/aggregations.ts'
import { apiKeyCases } from './cases/api-keys.ts'
import { indexCases } from './cases/indices.ts'
import { privilegeCases } from './cases/privileges.ts'
import { documentCases } from './cases/documents.ts'
import { bulkCases } from './cases/bulk.ts'
import { ingestCases } from './cases/ingest.ts'
import { appendOnlyCases } from './cases/append-only.ts'
import { searchCases } from './cases/search.ts'
import { searchPagingCases } from './cases/search-paging.ts'
import { deleteByQueryCases } from './cases/delete-by-query.ts'
import { connectorCases } from './cases/connectors.ts'
import { syncJobCases } from './cases/sync-jobs.ts'
import { connectorRightsCases } from './cases/connector-rights.ts'
import { serverCases } from './cases/server.ts'
import { elasticServiceCases } from './cases/elastic-service.ts'
import { manyApiKeysCases } from './cases/many-api-keys.ts'
import { localTimeCases } from './cases/local-time.ts'
import { overviewCases } from './cases/overviews.ts'
import { rangesAndTopHitsCases } from './cases/ranges-and-top-hits.ts'
import { userCases } from './cases/users.ts'
import { visibilityCases } from './cases/visibility.ts'
import { openClusterUnderTest } from './cluster-under-test.ts'
import type { ClusterUnderTest, TestCluster } from './cluster-under-test.ts'

interface ConformanceOptions {
  name: string
  start: () => Promise<TestCluster>
  /** Why the suite can't run here; shown in its name. */
  skipped?: string | undefined
}

/**
 * What an Elasticsearch must do for Patchbay, told with the official client. The expected values come from a genuine
 * Elasticsearch 8.19: where another server differs in status, error type or result, that server is wrong.
 */
export const elasticsearchConformance = ({ name, start, skipped }: ConformanceOptions): void => {
  const why = skipped === undefined ? '' : ` (skipped: ${skipped})`
  describe.skipIf(skipped !== undefined)(`${name} behaves as Elasticsearch${why}`, () => {
    let server: TestCluster | undefined
    let opened: ClusterUnderTest | undefined
    beforeAll(async () => {
      server = await start()
      opened = openClusterUnderTest(server)
    })
    afterAll(() => server?.close())
    const cluster = () => {
      if (opened === undefined) throw new Error('The server has not started.')
      return opened
    }

    serverCases(cluster)
    userCases(cluster)
    privilegeCases(cluster)
    visibilityCases(cluster)
    indexCases(cluster)
    apiKeyCases(cluster)
    manyApiKeysCases(cluster)
    documentCases(cluster)
    bulkCases(cluster)
    ingestCases(cluster)
    appendOnlyCases(cluster)
    searchCases(cluster)
    searchPagingCases(cluster)
    aggregationCases(cluster)
    localTimeCases(cluster)
    rangesAndTopHitsCases(cluster)
    overviewCases(cluster)
    elasticServiceCases(cluster)
    deleteByQueryCases(cluster)
    connectorCases(cluster)
    syncJobCases(cluster)
    connectorRightsCases(cluster)
  })
}
