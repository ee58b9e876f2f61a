import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { DEFAULT_DATE_FORMAT } from './date-format.ts'
import { FIELD_PARAMETERS } from './field-parameters.ts'
import { isRecord } from './is-record.ts'
import { illegalArgument } from './mapping-errors.ts'
import { isObjectDefinition } from './mapping-tree.ts'
import { shown } from './shown.ts'

type Definition = Record<string, unknown>

const DEFAULTS: Readonly<Record<string, unknown>> = { format: DEFAULT_DATE_FORMAT, analyzer: 'default' }

const mergeFields = (path: string, current: Definition, update: Definition): Definition => {
  const { fields: currentFields, ...before } = current
  const { fields: updateFields, ...after } = update
  if (before['type'] !== after['type']) {
    throw illegalArgument(
      `mapper [${path}] cannot be changed from type [${shown(before['type'])}] to [${shown(after['type'])}]`,
    )
  }
  const rules = FIELD_PARAMETERS[String(before['type'])] ?? {}
  const conflicts = Object.entries(rules).flatMap(([name, rule]) => {
    const fallback = rule.default ?? DEFAULTS[name]
    const [from, to] = [before[name] ?? fallback, after[name] ?? fallback]
    if (rule.updatable === true || shown(from) === shown(to)) return []
    return [`\n\tCannot update parameter [${name}] from [${shown(from)}] to [${shown(to)}]`]
  })
  if (conflicts.length > 0) {
    throw illegalArgument(`Mapper for [${path}] conflicts with existing mapper:${conflicts.join('')}`)
  }
  const fields = mergeProperties(
    path,
    isRecord(currentFields) ? currentFields : {},
    isRecord(updateFields) ? updateFields : {},
  )
  return { ...after, ...(Object.keys(fields).length === 0 ? {} : { fields }) }
}

const mergeNodes = (path: string, current: Definition, update: Definition): Definition => {
  const [wasObject, isObject] = [isObjectDefinition(current), isObjectDefinition(update)]
  if (wasObject !== isObject)
    throw illegalArgument(`can't merge a non object mapping [${path}] with an object mapping`)
  if (!wasObject) return mergeFields(path, current, update)
  if ((current['type'] === 'nested') !== (update['type'] === 'nested')) {
    throw illegalArgument(`can't merge a non-nested mapping [${path}] with a nested mapping`)
  }
  if ((current['enabled'] === false) !== (update['enabled'] === false)) {
    throw new ElasticsearchException(
      500,
      'mapper_exception',
      `the [enabled] parameter can't be updated for the object mapping [${path}]`,
    )
  }
  const { properties, ...rest } = mergeObjects(path, current, update)
  return Object.keys(properties).length === 0 ? rest : { ...rest, properties }
}

const mergeProperties = (path: string, current: Definition, update: Definition): Definition => {
  // A map, not an object: a field may be called __proto__.
  const result = new Map(Object.entries(current))
  for (const [name, definition] of Object.entries(update)) {
    if (!isRecord(definition)) continue
    const existing = result.get(name)
    result.set(
      name,
      isRecord(existing)
        ? mergeNodes(path === '' ? name : `${path}.${name}`, existing, definition)
        : definition,
    )
  }
  if (result.size === Object.keys(current).length) return Object.fromEntries(result)
  return Object.fromEntries([...result].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Merges normalised object mappings (or whole mappings, under the path ''): properties one by one, everything else
 * taken from the update where it says something. Throws 400 for what can't be changed.
 */
export const mergeObjects = (
  path: string,
  current: Definition,
  update: Definition,
): Definition & { properties: Definition } => {
  const { properties: before, ...currentRest } = current
  const { properties: after, ...updateRest } = update
  const properties = mergeProperties(path, isRecord(before) ? before : {}, isRecord(after) ? after : {})
  const { type, ...rest } = { ...currentRest, ...updateRest }
  const isPlainObject = type === 'object' && Object.keys(properties).length > 0
  return { ...(type === undefined || isPlainObject ? {} : { type }), ...rest, properties }
}
