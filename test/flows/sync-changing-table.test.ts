import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { movingTableCases } from '../sync/moving-table-cases.ts'
import { chunkedTableCases } from '../sync/chunked-table-cases.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { resyncTableCases } from '../sync/resync-table-cases.ts'

const runs = process.env['PATCHBAY_RUNS']

describe('on local Elasticsearch', () => {
  const opened = onLocal(openWorkerGround)
  chunkedTableCases(opened)
  resyncTableCases(opened, Number(runs ?? 4))
  movingTableCases(opened, Number(runs ?? 3))
})
