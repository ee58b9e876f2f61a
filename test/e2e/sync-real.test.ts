import { afterAll, beforeAll, describe } from 'vitest'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import { accessControlCases } from '../sync/access-control-cases.ts'
import { bulkCases } from '../sync/bulk-cases.ts'
import { fullSyncCases } from '../sync/full-sync-cases.ts'
import { hostileCases } from '../sync/hostile-cases.ts'
import { incrementalSyncCases } from '../sync/incremental-sync-cases.ts'
import { openWorkerGround, type WorkerGround } from '../sync/open-worker.ts'
import { syncRulesCases } from '../sync/sync-rules-cases.ts'
import { workerCases } from '../sync/worker-cases.ts'

const why = whyNoRealElasticsearch()

describe.skipIf(why !== undefined)(
  `on the real Elasticsearch${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let cluster: TestCluster | undefined
    let ground: WorkerGround | undefined
    beforeAll(async () => {
      cluster = await startRealWithConnectors()
      ground = await openWorkerGround(cluster, 3)
    })
    afterAll(() => cluster?.close())

    const opened = (): WorkerGround => {
      if (ground === undefined) throw new Error('The real Elasticsearch has not started.')
      return ground
    }
    fullSyncCases(opened)
    incrementalSyncCases(opened)
    syncRulesCases(opened)
    accessControlCases(opened)
    workerCases(opened)
    bulkCases(opened)
    hostileCases(opened)
  },
)
