import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe } from 'vitest'
import { accessControlCases } from '../sync/access-control-cases.ts'
import { bulkCases } from '../sync/bulk-cases.ts'
import { fullSyncCases } from '../sync/full-sync-cases.ts'
import { hostileCases } from '../sync/hostile-cases.ts'
import { incrementalSyncCases } from '../sync/incremental-sync-cases.ts'
import { openWorkerGround, type WorkerGround } from '../sync/open-worker.ts'
import { syncFaultCases } from '../sync/sync-fault-cases.ts'
import { syncRulesCases } from '../sync/sync-rules-cases.ts'
import { workerCases } from '../sync/worker-cases.ts'

describe('on local Elasticsearch', () => {
  let close: () => Promise<void> = () => Promise.resolve()
  let ground: WorkerGround | undefined
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
    const server = await startLocalElasticsearch({ dataDir, password: 'secret-of-elastic' })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true })
    }
    ground = await openWorkerGround({ url: server.url, password: 'secret-of-elastic', close })
  })
  afterAll(() => close())

  const opened = (): WorkerGround => {
    if (ground === undefined) throw new Error('Local Elasticsearch has not started.')
    return ground
  }
  fullSyncCases(opened)
  incrementalSyncCases(opened)
  syncRulesCases(opened)
  accessControlCases(opened)
  workerCases(opened)
  bulkCases(opened)
  hostileCases(opened)
  syncFaultCases(opened, 2)
})
