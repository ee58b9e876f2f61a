import { describe } from 'vitest'
import { configuredConnectorCases } from '../team/configured-connector-cases.ts'
import { connectorCases } from '../team/connector-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { connectorIndexCases } from '../team/connector-index-cases.ts'
import { pipelineCases } from '../team/pipeline-cases.ts'
import { problemCases } from '../team/problem-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('on local Elasticsearch', () => {
  const opened = localPatchbay()
  connectorCases(opened)
  configuredConnectorCases(opened)
  connectorIndexCases(opened)
  pipelineCases(opened, { processors: true })
  problemCases(opened)
  // Each call is stopped in the full fault tests.
  connectorFaultCases(opened, 5)
})
