import { describe } from 'vitest'
import { contentIndexCases } from '../team/index-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'
import { ruleAndIndexFaultCases } from '../team/rule-and-index-fault-cases.ts'
import { rulesAndIndexCases } from '../team/rules-and-index-cases.ts'
import { syncHistoryCases } from '../team/sync-history-cases.ts'

describe('rules and indices on local Elasticsearch', () => {
  const opened = localPatchbay()
  rulesAndIndexCases(opened)
  ruleAndIndexFaultCases(opened, 11)
})

// Nobody reads the connector indices there: lists and statistics go through the API.
describe('indices and sync jobs on local Elasticsearch 9.1', () => {
  const opened = localPatchbay({ version: '9.1.0' })
  contentIndexCases(opened)
  syncHistoryCases(opened)
})
