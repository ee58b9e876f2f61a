import { z } from 'zod'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { nothing } from '../privileges/required.ts'
import { type Examine, examined } from './diagnosis.ts'
import { examineJobs, examineKeys, examineManaged, examineOrphans } from './examine-connectors.ts'
import { examineClock } from './examine-clock.ts'
import { examineOrphanKeys } from './examine-orphan-keys.ts'
import { examineSchedules } from './examine-schedules.ts'
import { examineRoles, examineServiceKeys } from './examine-roles.ts'
import { examineLicence, examineSetUp, examineVersion } from './examine-set-up.ts'
import { examinePolicy, examinePrivileges, examineServices, examineWorkers } from './examine-team.ts'

/** A page of this many is what one search returns. */
const most = 10_000

const checks: readonly [name: string, examine: Examine][] = [
  ['version', examineVersion],
  ['licence', examineLicence],
  ['clock', examineClock],
  ['indices', examineSetUp],
  ['roles', examineRoles],
  ['service keys', examineServiceKeys],
  ['policy', examinePolicy],
  ['services', examineServices],
  ['workers', examineWorkers],
  ['privileges', examinePrivileges],
  ['connectors', examineOrphans],
  ['schedules', examineSchedules],
  ['sync jobs', examineJobs],
  ['keys', examineKeys],
  ['orphaned keys', examineOrphanKeys],
  ['upgrade to 9', examineManaged],
]

export const examineCluster = defineOperation({
  name: 'cluster.doctor',
  version: 1,
  title: 'Examine cluster',
  summary:
    'Looks at the whole set-up, and says of each part whether it is well and what to do where it is not.',
  risk: 'read',
  input: z.strictObject({}),
  privileges: () => nothing,
  run: (deps: Pick<OperationDeps, 'catalogue' | 'clock' | 'privilegesOf'>) => async (context) => {
    // Several look at the connectors: they are listed once.
    const listing = listConnectors(context.es, {}, { from: 0, size: most })
    const connectors = async () => (await listing).items
    const found = await Promise.all(
      checks.map(([name, examine]) => examined(name, () => examine(context, { ...deps, connectors }))),
    )
    const items = found.flat()
    const problems = items.filter(({ state }) => state === 'problem').length
    const warnings = items.filter(({ state }) => state === 'warning').length
    return { cluster: context.cluster.name, sound: problems === 0, problems, warnings, items }
  },
})
