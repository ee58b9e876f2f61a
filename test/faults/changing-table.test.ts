import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { movingTableCases } from '../sync/moving-table-cases.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { resyncTableCases } from '../sync/resync-table-cases.ts'

const runs = Number(process.env['PATCHBAY_RUNS'] ?? 100)

describe('on local Elasticsearch', () => {
  const opened = onLocal(openWorkerGround)
  movingTableCases(opened, runs)
  // Each changes its table several times, and is compared with as many first syncs.
  resyncTableCases(opened, Math.ceil(runs / 4))
})
