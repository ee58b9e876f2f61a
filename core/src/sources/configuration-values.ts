import type { Configuration, ConfigurationField } from '../protocol/connector.ts'
import type { ConfigurationValues } from './data-source.ts'

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.every((item) => item === '' || item === null))

const asList = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
    : value

const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value

const asBoolean = (value: unknown): unknown => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  return word === 'true' || word === 'false' ? word === 'true' : value
}

const valueOf = (field: ConfigurationField): unknown => {
  const value = field.required !== true && isEmpty(field.value) ? field.default_value : field.value
  if (isEmpty(value)) return undefined
  if (field.type === 'list') return asList(value)
  if (field.type === 'int') return asNumber(value)
  if (field.type === 'bool') return asBoolean(value)
  return value
}

/**
 * The values that a source works with: an empty optional field has its default, a comma-separated text is a list, a
 * number or a switch typed as text is one, and an empty field is absent.
 */
export const configurationValues = (configuration: Configuration): ConfigurationValues =>
  Object.fromEntries(
    Object.entries(configuration).flatMap(([key, field]) => {
      const value = valueOf(field)
      return value === undefined ? [] : [[key, value]]
    }),
  )
