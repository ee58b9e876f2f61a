import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Scalar } from '../mappings/field-types.ts'
import { isRecord } from '../mappings/is-record.ts'
import { shown } from '../mappings/shown.ts'
import { BodyFault, type BodyPath } from './body-fault.ts'

/** The parser's name for the token that a value begins with. */
export const tokenName = (value: unknown): string => {
  if (Array.isArray(value)) return 'START_ARRAY'
  if (value === null) return 'VALUE_NULL'
  switch (typeof value) {
    case 'object':
      return 'START_OBJECT'
    case 'number':
      return 'VALUE_NUMBER'
    case 'boolean':
      return 'VALUE_BOOLEAN'
    default:
      return 'VALUE_STRING'
  }
}

export const illegalArgument = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

export const numberFormat = (value: unknown): ElasticsearchException =>
  new ElasticsearchException(400, 'number_format_exception', `For input string: "${shown(value)}"`)

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** A number, also as a string. */
export const toNumber = (value: unknown): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw numberFormat(value)
}

export const toInteger = (value: unknown): number => Math.trunc(toNumber(value))

export const toFlag = (value: unknown): boolean => {
  if (value === true || value === 'true' || value === '') return true
  if (value === false || value === 'false') return false
  throw illegalArgument(`Failed to parse value [${shown(value)}] as only [true] or [false] are allowed.`)
}

/** The one field of a query such as `{"term": {"field": ...}}`. */
export const singleField = (
  query: string,
  body: unknown,
  path: BodyPath,
): { field: string; value: unknown; path: BodyPath } => {
  if (!isRecord(body))
    throw new BodyFault(`[${query}] query malformed, no start_object after query name`, path)
  const [first, second] = Object.entries(body)
  if (first === undefined) throw illegalArgument('field name is null or empty')
  const [field, value] = first
  if (second !== undefined) {
    const reason = `[${query}] query doesn't support multiple fields, found [${field}] and [${second[0]}]`
    throw new BodyFault(reason, [...path, second[0]])
  }
  return { field, value, path: [...path, field] }
}

/** Throws `[query] query does not support [key]` for a key that is not listed. */
export const checkKeys = (
  query: string,
  body: Readonly<Record<string, unknown>>,
  known: { keys: readonly string[]; path: BodyPath },
): void => {
  const unknown = Object.keys(body).find((key) => !known.keys.includes(key))
  if (unknown !== undefined)
    throw new BodyFault(`[${query}] query does not support [${unknown}]`, [...known.path, unknown])
}
