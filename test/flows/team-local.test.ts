import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe } from 'vitest'
import { apiKeyCases } from '../team/api-key-cases.ts'
import { approvalCases } from '../team/approval-cases.ts'
import { approvedChangeCases } from '../team/approved-change-cases.ts'
import { clusterSetupCases } from '../team/cluster-setup-cases.ts'
import { openTeam, type Team } from '../team/open-team.ts'

describe('a team on local Elasticsearch', () => {
  let close: () => Promise<void> = () => Promise.resolve()
  let team: Team | undefined
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
    const server = await startLocalElasticsearch({ dataDir, password: 'secret-of-elastic' })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true })
    }
    team = await openTeam({ url: server.url, password: 'secret-of-elastic', close })
  })
  afterAll(() => close())

  const opened = (): Team => {
    if (team === undefined) throw new Error('Local Elasticsearch has not started.')
    return team
  }
  approvalCases(opened)
  apiKeyCases(opened)
  approvedChangeCases(opened)
  clusterSetupCases(opened)
})
