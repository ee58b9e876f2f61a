import { accessCases } from './access-cases.ts'
import { contentIndexCases } from './index-cases.ts'
import type { OpenPatchbay } from './open-patchbay.ts'
import { syncHistoryCases } from './sync-history-cases.ts'
import { syncRuleCases } from './sync-rule-cases.ts'

/** Sync rules, indices, sync jobs in numbers, and who may see what. */
export const rulesAndIndexCases = (opened: () => OpenPatchbay): void => {
  syncRuleCases(opened)
  contentIndexCases(opened)
  syncHistoryCases(opened)
  accessCases(opened)
}
