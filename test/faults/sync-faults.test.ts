import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { syncFaultCases } from '../sync/sync-fault-cases.ts'

describe('syncs over a bad line, on local Elasticsearch', () => {
  const opened = onLocal(openWorkerGround)
  syncFaultCases(opened, Number(process.env['PATCHBAY_RUNS'] ?? 200))
})
