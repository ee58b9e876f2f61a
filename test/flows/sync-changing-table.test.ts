import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { resyncTableCases } from '../sync/resync-table-cases.ts'

describe('on local Elasticsearch', () => {
  resyncTableCases(onLocal(openWorkerGround), Number(process.env['PATCHBAY_RUNS'] ?? 4))
})
