import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe } from 'vitest'
import { openWorkerGround, type WorkerGround } from '../sync/open-worker.ts'
import { syncFaultCases } from '../sync/sync-fault-cases.ts'

describe('syncs over a bad line, on local Elasticsearch', () => {
  let close: () => Promise<void> = () => Promise.resolve()
  let ground: WorkerGround | undefined
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-faults-'))
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
  syncFaultCases(opened, Number(process.env['PATCHBAY_RUNS'] ?? 200))
})
