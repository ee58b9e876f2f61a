import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { coerceValue, isEmptyValue, type StoredValue } from '../protocol/configuration-value.ts'
import {
  type Configuration,
  type ConfigurationField,
  configurationSchema,
  type Connector,
} from '../protocol/connector.ts'
import { type FieldDefinition, storedField } from '../protocol/field-definition.ts'

/** The fields that are wanted, without values: those that are given, else the catalogue's of the service type. */
export const wantedFields = (
  connector: Connector,
  given: readonly FieldDefinition[] | undefined,
): Configuration =>
  configurationSchema.parse(
    given === undefined
      ? (configurationSchemaOf(connector.service_type ?? '') ?? {})
      : Object.fromEntries(given.map((field, at) => [field.key, storedField(field, at)])),
  )

/** What a field starts from when it holds no value that it could keep. */
const initial = ({ type, value, default_value: byDefault }: ConfigurationField): StoredValue => {
  const coerced = coerceValue(
    type,
    isEmptyValue(value) ? (byDefault ?? (type === 'bool' ? false : '')) : value,
  )
  return 'value' in coerced ? coerced.value : ''
}

/** The value that a field keeps under its new definition; undefined when it has none, or none that fits. */
const keptValue = (
  before: ConfigurationField | undefined,
  after: ConfigurationField,
): StoredValue | undefined => {
  if (before === undefined || isEmptyValue(before.value)) return undefined
  const coerced = coerceValue(after.type, before.value)
  return 'value' in coerced ? coerced.value : undefined
}

/** Fields whose stored value has no place any more: they are gone, or of another type. */
export const lostValues = (before: Configuration, after: Configuration): string[] =>
  Object.keys(before).filter((key) => {
    const [field, becomes] = [before[key], after[key]]
    if (field === undefined || isEmptyValue(field.value)) return false
    return becomes === undefined || keptValue(field, becomes) === undefined
  })

/** The whole new configuration: the wanted fields, each with the value that it had, where that fits. */
export const replacedConfiguration = (before: Configuration, after: Configuration): Configuration =>
  Object.fromEntries(
    Object.entries(after).map(([key, field]) => [
      key,
      { ...field, value: keptValue(before[key], field) ?? initial(field) },
    ]),
  )
