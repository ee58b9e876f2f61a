import { normalizeTemplates } from './dynamic-templates.ts'
import { isRecord } from './is-record.ts'
import type { Mappings } from './mapping.ts'
import { mapperParsing } from './mapping-errors.ts'
import { isObjectDefinition } from './mapping-tree.ts'
import { mergeObjects } from './merge-objects.ts'
import { byName, normalizeField } from './normalize-field.ts'
import { shown } from './shown.ts'

const toFlag = (name: string, value: unknown): boolean => {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw mapperParsing(`Could not convert [${name}] to boolean`)
}

const normalizeDynamic = (value: unknown): string =>
  value === 'strict' || value === 'runtime' ? value : String(toFlag('dynamic.dynamic', value))

const unsupported = (rest: Readonly<Record<string, unknown>>): string =>
  Object.entries(rest)
    .map(([key, value]) => ` [${key} : ${shown(value)}]`)
    .join('')

const checkName = (name: string): void => {
  if (name === '') throw mapperParsing('field name cannot be an empty string')
  if (name.split('.').some((part) => part.trim() === '')) {
    throw mapperParsing(`field name cannot contain only whitespace: ['${name}']`)
  }
}

/** `a.b` as an object `a` with a field `b` inside. */
const nest = (name: string, definition: Record<string, unknown>): [string, Record<string, unknown>] => {
  const [first = '', ...rest] = name.split('.')
  return [
    first,
    rest.reduceRight<Record<string, unknown>>(
      (inner, part) => ({ properties: { [part]: inner } }),
      definition,
    ),
  ]
}

const normalizeProperties = (path: string, properties: unknown): Record<string, unknown> => {
  if (!isRecord(properties)) throw mapperParsing('properties must be a map type')
  let result: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(properties)) {
    checkName(name)
    if (!isRecord(definition))
      throw mapperParsing(
        `Expected map for property [fields] on field [${name}] but got a class java.lang.String`,
      )
    const full = path === '' ? name : `${path}.${name}`
    const isObject = 'properties' in definition || (isObjectDefinition(definition) && 'type' in definition)
    const normalized =
      isObject || isBareObject(definition)
        ? normalizeObject(full, definition)
        : normalizeField(full, definition)
    const [first, nested] = nest(name, normalized)
    result = mergeObjects('', { properties: result }, { properties: { [first]: nested } }).properties
  }
  return Object.fromEntries(Object.entries(result).toSorted(byName))
}

/** Without a type, `dynamic` and `enabled` tell an object too; anything else lacks its type. */
const isBareObject = (definition: Record<string, unknown>): boolean =>
  definition['type'] === undefined && ('dynamic' in definition || 'enabled' in definition)

const normalizeObject = (path: string, definition: Record<string, unknown>): Record<string, unknown> => {
  const { type, dynamic, enabled, properties, ...rest } = definition
  const shortName = path.slice(path.lastIndexOf('.') + 1)
  if (Object.keys(rest).length > 0) {
    throw mapperParsing(
      `Mapping definition for [${shortName}] has unsupported parameters: ${unsupported(rest)}`,
    )
  }
  const children = normalizeProperties(path, properties ?? {})
  const isEmpty = Object.keys(children).length === 0
  return {
    ...(type === 'nested' ? { type } : isEmpty ? { type: 'object' } : {}),
    ...(dynamic === undefined ? {} : { dynamic: normalizeDynamic(dynamic) }),
    ...(enabled === undefined || toFlag('enabled.enabled', enabled) ? {} : { enabled: false }),
    ...(isEmpty ? {} : { properties: children }),
  }
}

const checkDefinition = (definition: unknown): void => {
  normalizeProperties('', { __dynamic__: definition })
}

/** A mapping as it was sent, checked, in the shape that `GET _mapping` shows. */
export const normalizeMappings = (body: unknown): Mappings => {
  if (!isRecord(body)) throw mapperParsing('malformed mapping, expected an object')
  const {
    dynamic,
    date_detection,
    numeric_detection,
    dynamic_templates,
    _meta,
    _source,
    properties,
    ...rest
  } = body
  const sourceKept =
    _source === undefined ||
    (isRecord(_source) &&
      Object.entries(_source).every(([key, value]) => key === 'enabled' && value === true))
  const unknown = sourceKept ? rest : { ...rest, _source }
  if (Object.keys(unknown).length > 0) {
    throw mapperParsing(`Root mapping definition has unsupported parameters: ${unsupported(unknown)}`)
  }
  const fields = normalizeProperties('', properties ?? {})
  return {
    ...(dynamic === undefined ? {} : { dynamic: normalizeDynamic(dynamic) }),
    ...(_meta === undefined ? {} : { _meta }),
    ...(dynamic_templates === undefined
      ? {}
      : { dynamic_templates: normalizeTemplates(dynamic_templates, checkDefinition) }),
    ...(date_detection === undefined ? {} : { date_detection: toFlag('date_detection', date_detection) }),
    ...(numeric_detection === undefined
      ? {}
      : { numeric_detection: toFlag('numeric_detection', numeric_detection) }),
    ...(Object.keys(fields).length === 0 ? {} : { properties: fields }),
  }
}
