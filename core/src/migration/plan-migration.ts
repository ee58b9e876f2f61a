import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { readWorkers } from '../elasticsearch/read-workers.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors, toReadLeases } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { sources } from '../sources/registry.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { type Assessment, assessConnector, inOrder } from './assess-connector.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('only connectors with this in their name or index'),
})

/** How many connectors are looked at at once. */
const together = 8

const assess = async (
  { es }: Context,
  id: string,
  served: readonly string[],
): Promise<Assessment | undefined> => {
  const connector = await getConnector(es, id)
  // Deleted or converted since it was listed.
  if (connector?.is_native !== true) return undefined
  const jobs = await openJobs(es, id)
  const missing = missingConfiguration(connector.configuration)
  return assessConnector({ connector, openJobs: jobs.length, missing, ours: Object.keys(sources), served })
}

export const planMigration = defineOperation({
  name: 'migration.plan',
  version: 1,
  title: 'Plan the migration',
  summary:
    'Says for every managed connector what it takes to make it self-managed, as 9.0 demands, and in which order.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => allOf(toReadConnectors(cluster.version), toReadLeases),
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async (context, { query }) => {
      const [{ items }, workers] = await Promise.all([
        listConnectors(context.es, { query }, { from: 0, size: 10_000 }),
        readWorkers(context.es, deps.clock.now()),
      ])
      const managed = items.filter((connector) => connector.is_native)
      const served = workers.flatMap(({ state, serviceTypes }) => (state === 'running' ? serviceTypes : []))
      const assessed: Assessment[] = []
      for (let at = 0; at < managed.length; at += together) {
        const some = managed.slice(at, at + together)
        const found = await Promise.all(some.map(({ id }) => assess(context, id, served)))
        assessed.push(...found.flatMap((one) => one ?? []))
      }
      return {
        items: inOrder(assessed),
        total: assessed.length,
        ready: assessed.filter((one) => one.ready).length,
        selfManagedAlready: items.length - managed.length,
        stays: 'Configuration, schedules, sync rules, indices and documents stay as they are.',
        irreversible: "A self-managed connector can't be made managed again.",
      }
    },
})
