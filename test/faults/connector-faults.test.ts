import { describe } from 'vitest'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'
import { ruleAndIndexFaultCases } from '../team/rule-and-index-fault-cases.ts'

describe('connectors, rules and indices, stopped at every call, on local Elasticsearch', () => {
  const opened = localPatchbay()
  connectorFaultCases(opened)
  ruleAndIndexFaultCases(opened, 1)
})
