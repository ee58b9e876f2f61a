import { describe } from 'vitest'
import { localPatchbay } from '../team/open-local-patchbay.ts'
import { ruleAndIndexFaultCases } from '../team/rule-and-index-fault-cases.ts'
import { rulesAndIndexCases } from '../team/rules-and-index-cases.ts'

describe('rules and indices on local Elasticsearch', () => {
  const opened = localPatchbay()
  rulesAndIndexCases(opened)
  ruleAndIndexFaultCases(opened, 3)
})

// Nobody reads the connector indices there: lists and statistics go through the API.
describe('rules and indices on local Elasticsearch 9.1', () => {
  rulesAndIndexCases(localPatchbay({ version: '9.1.0' }))
})
