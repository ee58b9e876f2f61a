import { operationCases } from '../command-line/operation-cases.ts'
import { personCases } from '../command-line/person-cases.ts'
import { describeOnReal } from '../conformance/on-cluster.ts'
import { openTeam } from '../team/open-team.ts'

describeOnReal('patchbay', openTeam, (opened) => {
  operationCases(opened)
  personCases(opened)
})
