import type { CatalogueField } from './service-types.ts'
import { findServiceType } from './service-types.ts'

const copy = (field: CatalogueField) => ({
  label: field.label,
  order: field.order,
  display: field.display,
  type: field.type,
  required: field.required,
  sensitive: field.sensitive,
  options: field.options,
  validations: field.validations,
  depends_on: field.depends_on,
  tooltip: null,
  ui_restrictions: field.ui_restrictions,
  default_value: field.default_value,
  // Elasticsearch refuses a list here; lists are stored as text with commas.
  value: Array.isArray(field.value) ? field.value.join(',') : field.value,
})

export type RegisteredField = ReturnType<typeof copy>

/**
 * The whole configuration document of a new connector, with the values it starts from, as Kibana registers it;
 * undefined for a service type that isn't in the catalogue: its own service registers it.
 */
export const configurationSchemaOf = (serviceType: string): Record<string, RegisteredField> | undefined => {
  const known = findServiceType(serviceType)
  return known && Object.fromEntries(known.configuration.map((field) => [field.key, copy(field)]))
}
