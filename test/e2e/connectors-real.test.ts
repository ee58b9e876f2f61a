import { describeOnReal } from '../conformance/on-cluster.ts'
import { applyCases } from '../team/apply-cases.ts'
import { configuredConnectorCases } from '../team/configured-connector-cases.ts'
import { connectorCases } from '../team/connector-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { connectorIndexCases } from '../team/connector-index-cases.ts'
import { pipelineCases } from '../team/pipeline-cases.ts'
import { problemCases } from '../team/problem-cases.ts'
import { staggerCases } from '../team/stagger-cases.ts'
import { manyKeysCases } from '../team/many-keys-cases.ts'
import { migrationCases } from '../team/migration-cases.ts'
import { secretCases } from '../team/secret-cases.ts'
import { openPatchbay } from '../team/open-patchbay.ts'
import { rulesAndIndexCases } from '../team/rules-and-index-cases.ts'

describeOnReal('connectors', openPatchbay, (opened) => {
  connectorCases(opened)
  configuredConnectorCases(opened)
  connectorIndexCases(opened)
  pipelineCases(opened, { processors: false })
  problemCases(opened)
  staggerCases(opened)
  rulesAndIndexCases(opened)
  manyKeysCases(opened)
  migrationCases(opened)
  secretCases(opened)
  applyCases(opened)
  // Each call is stopped on local Elasticsearch, where a call takes a tenth of the time.
  connectorFaultCases(opened, 23)
})
