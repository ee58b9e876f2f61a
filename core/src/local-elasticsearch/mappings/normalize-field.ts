import { isDeepStrictEqual } from 'node:util'
import { compileDateFormat, DEFAULT_DATE_FORMAT } from './date-format.ts'
import { FIELD_PARAMETERS, type ParameterRule } from './field-parameters.ts'
import { isRecord } from './is-record.ts'
import { mapperParsing } from './mapping-errors.ts'
import { shown } from './shown.ts'

const ANALYZERS = new Set(['standard', 'default', 'simple', 'whitespace', 'keyword'])

const toBoolean = (value: unknown): boolean => {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw mapperParsing(`Failed to parse value [${shown(value)}] as only [true] or [false] are allowed.`)
}

const toInteger = (name: string, field: string, value: unknown): number => {
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number)) return number
  throw mapperParsing(`Failed to parse [${name}] on field [${field}]: For input string: "${shown(value)}"`)
}

const parameterValue = (rule: ParameterRule, name: string, field: string, value: unknown): unknown => {
  switch (rule.kind) {
    case 'boolean':
      return toBoolean(value)
    case 'integer':
      return toInteger(name, field, value)
    case 'string':
      return shown(value)
    case 'any':
      return value
  }
}

const checkNames = (field: string, parameters: Readonly<Record<string, unknown>>): void => {
  for (const name of ['analyzer', 'search_analyzer']) {
    const analyzer = parameters[name]
    if (analyzer !== undefined && !ANALYZERS.has(shown(analyzer))) {
      throw mapperParsing(`analyzer [${shown(analyzer)}] has not been configured in mappings`)
    }
  }
  const format = parameters['format']
  if (format !== undefined && compileDateFormat(shown(format)) === undefined) {
    throw mapperParsing(`Error parsing [format] on field [${field}]: Invalid format: [${shown(format)}]`)
  }
}

/** One field's definition, checked, with defaults left out, as `GET _mapping` shows it. */
export const normalizeField = (
  path: string,
  definition: Record<string, unknown>,
): Record<string, unknown> => {
  const { type, fields, ...given } = definition
  const shortName = path.slice(path.lastIndexOf('.') + 1)
  if (typeof type !== 'string') throw mapperParsing(`No type specified for field [${shortName}]`)
  const rules = FIELD_PARAMETERS[type]
  if (rules === undefined) {
    throw mapperParsing(
      `The mapper type [${type}] declared on field [${shortName}] does not exist. It might have been created within a ` +
        'future version or requires a plugin to be installed. Check the documentation.',
    )
  }
  const result: Record<string, unknown> = { type }
  for (const [name, raw] of Object.entries(given)) {
    const rule = rules[name]
    if (rule === undefined)
      throw mapperParsing(`unknown parameter [${name}] on mapper [${shortName}] of type [${type}]`)
    const value = parameterValue(rule, name, shortName, raw)
    const isDefault =
      (isDeepStrictEqual(value, rule.default) && name !== 'coerce') ||
      (name === 'format' && value === DEFAULT_DATE_FORMAT) ||
      (name === 'meta' && isRecord(value) && Object.keys(value).length === 0)
    if (!isDefault) result[name] = value
  }
  checkNames(shortName, result)
  if (fields === undefined) return result
  if (!isRecord(fields)) {
    throw mapperParsing(
      `Expected map for property [fields] on field [${shortName}] but got a ${typeof fields}`,
    )
  }
  const children = Object.entries(fields).map(([name, child]) => {
    if (!isRecord(child)) throw mapperParsing(`Expected map for field [${path}.${name}]`)
    return [name, normalizeField(`${path}.${name}`, child)] as const
  })
  return children.length === 0 ? result : { ...result, fields: Object.fromEntries(children.toSorted(byName)) }
}

/** Properties are shown in the order of their names. */
export const byName = (left: readonly [string, unknown], right: readonly [string, unknown]): number =>
  left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0
