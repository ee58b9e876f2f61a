import { afterAll, beforeAll, describe } from 'vitest'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import { fullSyncCases } from '../sync/full-sync-cases.ts'
import { openWorkerGround, type WorkerGround } from '../sync/open-worker.ts'
import { workerCases } from '../sync/worker-cases.ts'

const why = whyNoRealElasticsearch()

describe.skipIf(why !== undefined)(
  `on the real Elasticsearch${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let cluster: TestCluster | undefined
    let ground: WorkerGround | undefined
    beforeAll(async () => {
      cluster = await startRealWithConnectors()
      ground = await openWorkerGround(cluster)
    })
    afterAll(() => cluster?.close())

    const opened = (): WorkerGround => {
      if (ground === undefined) throw new Error('The real Elasticsearch has not started.')
      return ground
    }
    fullSyncCases(opened)
    workerCases(opened)
  },
)
