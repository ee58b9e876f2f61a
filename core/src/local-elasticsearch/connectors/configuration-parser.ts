import { objectParser, optional, required } from '../xcontent/object-parser.ts'
import type { Value } from '../xcontent/object-parser.ts'
import type { Words } from '../xcontent/values.ts'
import { anyOf, boolean, listOf, long, mapOf, nullable, scalarOf, string, word } from '../xcontent/values.ts'

const displayType: Words<string> = {
  name: 'ConfigurationDisplayType',
  values: ['textbox', 'textarea', 'numeric', 'toggle', 'dropdown', 'text'],
  anyCase: true,
}
const fieldType: Words<string> = {
  name: 'ConfigurationFieldType',
  values: ['str', 'int', 'list', 'bool'],
  anyCase: false,
}
const validationType: Words<string> = {
  name: 'ConfigurationValidationType',
  values: ['less_than', 'greater_than', 'list_type', 'included_in', 'regex'],
  anyCase: true,
}

/** A null gets past the first look, and is refused where the text is read. */
const display: Value<string> = { accepts: ['string', 'null'], read: (node) => word(displayType).read(node) }

const dependency = objectParser('connector_configuration_dependency', {
  field: required(string),
  value: required(scalarOf('string', 'number', 'boolean', 'null', 'object')),
})
const option = objectParser('connector_configuration_select_option', {
  label: required(string),
  value: required(scalarOf('string', 'number', 'boolean', 'null', 'object')),
})
const validation = objectParser('connector_configuration_validation', {
  constraint: required(anyOf('string', 'number', 'array')),
  type: required(word(validationType)),
})

const field = objectParser('connector_configuration', {
  category: optional(nullable(string)),
  default_value: optional(scalarOf('string', 'number', 'boolean', 'null')),
  depends_on: optional(listOf(dependency)),
  display: optional(display),
  label: required(string),
  options: optional(listOf(option)),
  order: optional(nullable(long)),
  placeholder: optional(nullable(string)),
  required: optional(nullable(boolean)),
  sensitive: optional(nullable(boolean)),
  tooltip: optional(nullable(string)),
  type: optional(nullable(word(fieldType))),
  ui_restrictions: optional(listOf(string)),
  validations: optional(listOf(validation)),
  value: optional(scalarOf('string', 'number', 'boolean', 'null', 'object')),
})

/** `configuration` in full, and `values` alone: the body of `_configuration`. */
export const configurationParser = objectParser(
  'connector_update_configuration_request',
  {
    configuration: optional(mapOf(field)),
    values: optional(mapOf(anyOf('object', 'array', 'string', 'number', 'boolean', 'null'))),
  },
  { strict: true },
)
