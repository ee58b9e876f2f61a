import { afterAll, beforeAll, describe } from 'vitest'
import { operationCases } from '../command-line/operation-cases.ts'
import { personCases } from '../command-line/person-cases.ts'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import { openTeam, type Team } from '../team/open-team.ts'

const why = whyNoRealElasticsearch()

describe.skipIf(why !== undefined)(
  `patchbay on the real Elasticsearch${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let cluster: TestCluster | undefined
    let team: Team | undefined
    beforeAll(async () => {
      cluster = await startRealWithConnectors()
      team = await openTeam(cluster)
    })
    afterAll(() => cluster?.close())

    const opened = () => {
      if (team === undefined) throw new Error('The cluster has not started.')
      return team
    }
    operationCases(opened)
    personCases(opened)
  },
)
