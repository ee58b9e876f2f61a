import { describeOnReal } from '../conformance/on-cluster.ts'
import { actorCases } from '../team/actor-cases.ts'
import { noticeCases } from '../team/notice-cases.ts'
import { apiKeyCases } from '../team/api-key-cases.ts'
import { approvalCases } from '../team/approval-cases.ts'
import { approvedChangeCases } from '../team/approved-change-cases.ts'
import { auditCases } from '../team/audit-cases.ts'
import { clusterSetupCases } from '../team/cluster-setup-cases.ts'
import { doctorCases } from '../team/doctor-cases.ts'
import { executorCases } from '../team/executor-cases.ts'
import { openTeam } from '../team/open-team.ts'

describeOnReal('a team', openTeam, (opened) => {
  approvalCases(opened)
  apiKeyCases(opened)
  approvedChangeCases(opened)
  clusterSetupCases(opened)
  auditCases(opened)
  actorCases(opened)
  noticeCases(opened)
  doctorCases(opened)
  // Last: these set a policy of their own.
  executorCases(opened)
})
