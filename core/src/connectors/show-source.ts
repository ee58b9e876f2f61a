import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { nothing } from '../privileges/required.ts'
import { isSensitive } from '../protocol/sensitive-fields.ts'
import type { CatalogueField } from '../protocol/service-types.ts'
import { sourceNotes } from '../protocol/source-notes.ts'
import { requireServiceType } from './new-connector.ts'
import { runBy } from './run-by.ts'
import { sourceAbilities } from './source-abilities.ts'

const shownField = (field: CatalogueField) => ({
  key: field.key,
  label: field.label,
  type: field.type,
  required: field.required,
  secret: isSensitive(field.key, field),
  byDefault: field.default_value,
  onlyWhere: field.depends_on.map((on) => `${on.field} is ${String(on.value)}`).join(' and '),
  oneOf: field.options.map(({ value }) => value).join(', '),
})

const input = z.strictObject({
  serviceType: z.string().min(1).describe('the kind of data source, such as postgresql'),
})

const describeType = ({ serviceType }: z.output<typeof input>) => {
  const type = requireServiceType(serviceType)
  const { name, native, configuration } = type
  return {
    serviceType,
    name,
    syncedBy: runBy(serviceType),
    ranByElastic: native,
    ...sourceAbilities(type),
    ...sourceNotes(serviceType),
    fields: configuration.toSorted((a, b) => a.order - b.order).map(shownField),
    next: `patchbay connector create ${serviceType}`,
  }
}

export const showSource = defineOperation({
  name: 'source.get',
  version: 1,
  title: 'Show data source',
  summary:
    'Shows one kind of data source: what its connectors can do, and every field of their configuration.',
  risk: 'read',
  input,
  privileges: () => nothing,
  offline: describeType,
  run: () => async (_context, typed) => describeType(typed),
})
