import { describeOnReal } from '../conformance/on-cluster.ts'
import { openTeam } from '../team/open-team.ts'
import { rotationFaultCases } from '../team/rotation-fault-cases.ts'

// Each call is stopped on local Elasticsearch, where a call takes a tenth of the time.
describeOnReal('faults', openTeam, (opened) => rotationFaultCases(opened, 5))
