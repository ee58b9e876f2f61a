import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { nothing } from '../privileges/required.ts'
import { serviceTypes } from '../protocol/service-types.ts'
import { runBy } from './run-by.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('only those with this in their name'),
})

export const listSources = defineOperation({
  name: 'source.list',
  version: 1,
  title: 'List data sources',
  summary: 'Shows the kinds of data sources that connectors read, and who can sync each.',
  risk: 'read',
  input,
  privileges: () => nothing,
  run:
    () =>
    async (_context, { query = '' }) => {
      const wanted = query.toLowerCase()
      const items = [...serviceTypes().values()]
        .filter(({ service_type: type, name }) => `${type} ${name}`.toLowerCase().includes(wanted))
        .map(({ service_type: serviceType, name, native, features }) => ({
          serviceType,
          name,
          syncedBy: runBy(serviceType),
          ranByElastic: native,
          incremental: features.incremental,
          documentLevelSecurity: features.dls,
          advancedRules: features.advanced_rules,
        }))
      return { items, total: items.length }
    },
})
