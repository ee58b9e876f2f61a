import { afterAll, beforeAll, describe } from 'vitest'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import { applyCases } from '../team/apply-cases.ts'
import { configuredConnectorCases } from '../team/configured-connector-cases.ts'
import { connectorCases } from '../team/connector-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { connectorIndexCases } from '../team/connector-index-cases.ts'
import { pipelineCases } from '../team/pipeline-cases.ts'
import { problemCases } from '../team/problem-cases.ts'
import { manyKeysCases } from '../team/many-keys-cases.ts'
import { migrationCases } from '../team/migration-cases.ts'
import { secretCases } from '../team/secret-cases.ts'
import { type OpenPatchbay, openPatchbay } from '../team/open-patchbay.ts'
import { rulesAndIndexCases } from '../team/rules-and-index-cases.ts'

const why = whyNoRealElasticsearch()

describe.skipIf(why !== undefined)(
  `on the real Elasticsearch${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let cluster: TestCluster | undefined
    let patchbay: OpenPatchbay | undefined
    beforeAll(async () => {
      cluster = await startRealWithConnectors()
      patchbay = await openPatchbay(cluster)
    })
    afterAll(() => cluster?.close())
    const opened = () => {
      if (patchbay === undefined) throw new Error('The cluster has not started.')
      return patchbay
    }

    connectorCases(opened)
    configuredConnectorCases(opened)
    connectorIndexCases(opened)
    pipelineCases(opened, { processors: false })
    problemCases(opened)
    rulesAndIndexCases(opened)
    manyKeysCases(opened)
    migrationCases(opened)
    secretCases(opened)
    applyCases(opened)
    // Each call is stopped on local Elasticsearch, where a call takes a tenth of the time.
    connectorFaultCases(opened, 7)
  },
)
