import { afterAll, beforeAll, describe } from 'vitest'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import { actorCases } from '../team/actor-cases.ts'
import { apiKeyCases } from '../team/api-key-cases.ts'
import { approvalCases } from '../team/approval-cases.ts'
import { approvedChangeCases } from '../team/approved-change-cases.ts'
import { auditCases } from '../team/audit-cases.ts'
import { clusterSetupCases } from '../team/cluster-setup-cases.ts'
import { doctorCases } from '../team/doctor-cases.ts'
import { executorCases } from '../team/executor-cases.ts'
import { openTeam, type Team } from '../team/open-team.ts'

const why = whyNoRealElasticsearch()

describe.skipIf(why !== undefined)(
  `a team on the real Elasticsearch${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let cluster: TestCluster | undefined
    let team: Team | undefined
    beforeAll(async () => {
      cluster = await startRealWithConnectors()
      team = await openTeam(cluster)
    })
    afterAll(() => cluster?.close())

    const opened = (): Team => {
      if (team === undefined) throw new Error('The cluster has not started.')
      return team
    }
    approvalCases(opened)
    apiKeyCases(opened)
    approvedChangeCases(opened)
    clusterSetupCases(opened)
    auditCases(opened)
    actorCases(opened)
    doctorCases(opened)
    // Last: these set a policy of their own.
    executorCases(opened)
  },
)
