import { describe } from 'vitest'
import { applyFaultCases } from '../team/apply-fault-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'
import { ruleAndIndexFaultCases } from '../team/rule-and-index-fault-cases.ts'

// An apply makes hundreds of calls: where counts are small, it is stopped at each seventh.
const sample = process.env['PATCHBAY_RUNS'] === undefined ? 1 : 7

describe('connectors, rules and indices, stopped at every call, on local Elasticsearch', () => {
  const opened = localPatchbay()
  connectorFaultCases(opened)
  ruleAndIndexFaultCases(opened, 1)
  applyFaultCases(opened, sample)
})
