import { describe } from 'vitest'
import { connectorCases } from '../team/connector-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('on local Elasticsearch', () => {
  const opened = localPatchbay()
  connectorCases(opened)
  connectorFaultCases(opened)
})
