import { describe } from 'vitest'
import { onLocal } from '../conformance/on-cluster.ts'
import { apiKeyCases } from '../team/api-key-cases.ts'
import { approvalCases } from '../team/approval-cases.ts'
import { approvedChangeCases } from '../team/approved-change-cases.ts'
import { clusterSetupCases } from '../team/cluster-setup-cases.ts'
import { openTeam } from '../team/open-team.ts'

describe('a team on local Elasticsearch', () => {
  const opened = onLocal(openTeam)
  approvalCases(opened)
  apiKeyCases(opened)
  approvedChangeCases(opened)
  clusterSetupCases(opened)
})
