import type { ConfigurationField } from './connector.ts'

/** What a configuration field holds when it is stored: a list is text with commas. */
export type StoredValue = string | number | boolean

/** Either the value as it is stored, or what it should have been: `must be a whole number`. */
export type Coerced = { value: StoredValue } | { problem: string }

const asText = (raw: unknown): Coerced => {
  if (typeof raw === 'string') return { value: raw }
  if (typeof raw === 'number' || typeof raw === 'boolean') return { value: String(raw) }
  return { problem: 'must be text' }
}

const asWholeNumber = (raw: unknown): Coerced => {
  const number = typeof raw === 'string' && /^\s*[+-]?\d+\s*$/.test(raw) ? Number(raw) : raw
  return typeof number === 'number' && Number.isSafeInteger(number)
    ? { value: number }
    : { problem: 'must be a whole number' }
}

const asSwitch = (raw: unknown): Coerced => {
  const word = typeof raw === 'string' ? raw.trim().toLowerCase() : raw
  if (word === true || word === 'true') return { value: true }
  if (word === false || word === 'false') return { value: false }
  return { problem: 'must be true or false' }
}

const asList = (raw: unknown): Coerced => {
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  if (!items.every((item) => typeof item === 'string' || typeof item === 'number')) {
    return { problem: 'must be a list of texts' }
  }
  // A comma separates items where it is stored, so an item can't hold one.
  if (Array.isArray(raw) && items.some((item) => String(item).includes(','))) {
    return { problem: 'must not have a comma within an item' }
  }
  const parts = items.flatMap((item) => String(item).split(','))
  return {
    value: parts
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .join(','),
  }
}

/**
 * A value as Elastic's service and Kibana store it for this type of field. Null and an empty text clear a field, which
 * is stored as an empty text (Elasticsearch fails on a null); a switch is on or off and can't be cleared.
 */
export const coerceValue = (type: ConfigurationField['type'], raw: unknown): Coerced => {
  if (type === 'bool') return asSwitch(raw)
  if (raw === null || raw === undefined || raw === '') return { value: '' }
  if (type === 'int') return typeof raw === 'string' && raw.trim() === '' ? { value: '' } : asWholeNumber(raw)
  return type === 'list' ? asList(raw) : asText(raw)
}

/** True for a value that says nothing; `false` and 0 say something. */
export const isEmptyValue = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every(isEmptyValue))
