import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { accessControlCases } from '../sync/access-control-cases.ts'
import { bulkCases } from '../sync/bulk-cases.ts'
import { careCases } from '../sync/care-cases.ts'
import { chunkCases } from '../sync/chunk-cases.ts'
import { clockCases } from '../sync/clock-cases.ts'
import { fullSyncCases } from '../sync/full-sync-cases.ts'
import { rotatedKeyCases } from '../sync/rotated-key-cases.ts'
import { goneCases } from '../sync/gone-cases.ts'
import { hostileCases } from '../sync/hostile-cases.ts'
import { incrementalSyncCases } from '../sync/incremental-sync-cases.ts'
import { lateWriteCases } from '../sync/late-write-cases.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { syncFaultCases } from '../sync/sync-fault-cases.ts'
import { deletedIndexCases, replacedIndexCases } from '../sync/replaced-index-cases.ts'
import { resyncCases } from '../sync/resync-cases.ts'
import { syncRulesCases } from '../sync/sync-rules-cases.ts'
import { sparingCases } from '../sync/sparing-cases.ts'
import { toldCases } from '../sync/told-cases.ts'
import { waitingCases } from '../sync/waiting-cases.ts'
import { workerCases } from '../sync/worker-cases.ts'

describe('on local Elasticsearch', () => {
  const opened = onLocal(openWorkerGround)
  fullSyncCases(opened)
  goneCases(opened)
  resyncCases(opened)
  chunkCases(opened, 20)
  deletedIndexCases(opened)
  replacedIndexCases(opened)
  rotatedKeyCases(opened)
  incrementalSyncCases(opened)
  syncRulesCases(opened)
  accessControlCases(opened)
  sparingCases(opened)
  workerCases(opened)
  waitingCases(opened)
  toldCases(opened)
  careCases(opened)
  clockCases(opened)
  lateWriteCases(opened)
  bulkCases(opened)
  hostileCases(opened)
  syncFaultCases(opened, 2)
})
