import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { nothing } from '../privileges/required.ts'
import { serviceTypes } from '../protocol/service-types.ts'
import { sourceNotes } from '../protocol/source-notes.ts'
import { runBy } from './run-by.ts'
import { sourceAbilities } from './source-abilities.ts'

const input = z.strictObject({
  query: z.string().min(1).optional().describe('only those with this in their name'),
})

const matchingTypes = ({ query = '' }: z.output<typeof input>) => {
  const wanted = query.toLowerCase()
  const items = [...serviceTypes().values()]
    .filter(({ service_type: type, name }) => `${type} ${name}`.toLowerCase().includes(wanted))
    .map((type) => ({
      serviceType: type.service_type,
      name: type.name,
      syncedBy: runBy(type.service_type),
      ranByElastic: type.native,
      ...sourceAbilities(type),
      ...sourceNotes(type.service_type),
    }))
  return { items, total: items.length }
}

export const listSources = defineOperation({
  name: 'source.list',
  version: 1,
  title: 'List data sources',
  summary: 'Shows the kinds of data sources that connectors read, who can sync each, and who can do more.',
  risk: 'read',
  input,
  privileges: () => nothing,
  offline: matchingTypes,
  run: () => async (_context, typed) => matchingTypes(typed),
})
