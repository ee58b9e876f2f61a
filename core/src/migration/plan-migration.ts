import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors, toSeeWorkers } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { namedConnectors } from '../steps/named-connectors.ts'
import { managedConnectors } from './managed-connectors.ts'
import { servedTypes } from './served-types.ts'

const input = z.strictObject({
  connectors: z
    .string()
    .min(1)
    .default('all')
    .describe('ids, names or indices with commas between; all: every managed one'),
  query: z.string().min(1).optional().describe('only connectors with this in their name or index'),
})

export const planMigration = defineOperation({
  name: 'migration.plan',
  version: 1,
  title: 'Plan the migration',
  summary:
    'Says for every managed connector what it takes to make it self-managed, as 9.0 demands, and in which order.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => allOf(toReadConnectors(cluster.version), toSeeWorkers),
  run:
    () =>
    async (context, { connectors, query }) => {
      const only = connectors === 'all' ? undefined : await namedConnectors(context, connectors)
      const served = await servedTypes(context.es)
      const { managed, selfManaged } = await managedConnectors(context, { query, only, served })
      const items = managed.map(({ assessment }) => assessment)
      return {
        items,
        total: items.length,
        ready: items.filter((one) => one.ready).length,
        selfManagedAlready: selfManaged,
        stays: 'Configuration, schedules, sync rules, indices and documents stay as they are.',
        irreversible: "A self-managed connector can't be made managed again.",
      }
    },
})
