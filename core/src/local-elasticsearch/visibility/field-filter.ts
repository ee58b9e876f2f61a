import { isRecord } from '../mappings/is-record.ts'
import type { FieldNode, MappingNode, ObjectNode } from '../mappings/mapping-tree.ts'
import { isObject } from '../xcontent/is-object.ts'
import { covers, matcherOf, overlaps } from '../security/privileges/pattern.ts'
import type { FieldGrant } from '../security/role-descriptor.ts'

/** Which fields somebody may see. */
export interface FieldFilter {
  /** The same text for the same fields, to keep what was made with it. */
  key: string
  grants(path: string): boolean
  /** True when some field below this object may be granted. */
  reaches(path: string): boolean
}

const filterOf = ({ grant, except = [] }: FieldGrant): Omit<FieldFilter, 'key'> => {
  const granted = matcherOf(grant)
  const excepted = matcherOf(except)
  return {
    grants: (path) => granted(path) && !excepted(path),
    reaches: (path) => {
      const below = `${path}.*`
      return grant.some((one) => overlaps(one, below)) && !except.some((one) => covers(one, below))
    },
  }
}

/** Everything in the list must grant a field; in each, one of its grants is enough. Undefined: all fields. */
export const createFieldFilter = (
  limits: readonly (readonly FieldGrant[] | undefined)[],
): FieldFilter | undefined => {
  const given = limits.filter((limit) => limit !== undefined)
  if (given.length === 0) return undefined
  const filters = given.map((limit) => limit.map(filterOf))
  return {
    key: JSON.stringify(given),
    grants: (path) => filters.every((some) => some.some((one) => one.grants(path))),
    reaches: (path) => filters.every((some) => some.some((one) => one.reaches(path))),
  }
}

const filterValue = (value: unknown, path: string, filter: FieldFilter): unknown => {
  if (Array.isArray(value)) {
    return value.map((item) => filterValue(item, path, filter)).filter((item) => item !== undefined)
  }
  if (!isObject(value)) return filter.grants(path) ? value : undefined
  return filter.reaches(path) ? filterSource(value, filter, `${path}.`) : undefined
}

/** A source without the fields that the filter hides. */
export const filterSource = (
  source: Readonly<Record<string, unknown>>,
  filter: FieldFilter,
  above = '',
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(source).flatMap(([key, value]) => {
      const path = above + key
      if (!filter.grants(path) && !filter.reaches(path)) return []
      const kept = filterValue(value, path, filter)
      return kept === undefined ? [] : [[key, kept]]
    }),
  )

/** No document has a field of this name, so that a column of it stays empty. */
const nowhere = '\u0000hidden'

const hideField = (field: FieldNode, filter: FieldFilter): FieldNode => ({
  ...field,
  source: filter.grants(field.path) ? field.source : nowhere,
  fields: new Map([...field.fields].map(([name, inner]) => [name, hideField(inner, filter)])),
})

const hideNode = (node: MappingNode, filter: FieldFilter): MappingNode =>
  node.node === 'field' ? hideField(node, filter) : hideFields(node, filter)

/** The mapping with hidden fields that are there, and empty: they can be asked for, and nothing is found. */
export const hideFields = (root: ObjectNode, filter: FieldFilter): ObjectNode => ({
  ...root,
  children: new Map([...root.children].map(([name, node]) => [name, hideNode(node, filter)])),
})

const shownField = (
  definition: unknown,
  path: string,
  filter: FieldFilter,
): Record<string, unknown> | undefined => {
  if (!isRecord(definition)) return undefined
  const { properties, fields, ...own } = definition
  if (isRecord(properties)) {
    const inner = shownFields(properties, filter, `${path}.`)
    const shown = filter.grants(path) || Object.keys(inner).length > 0
    return shown ? { ...own, properties: inner } : undefined
  }
  if (!filter.grants(path)) return undefined
  const inner = isRecord(fields) ? shownFields(fields, filter, `${path}.`) : {}
  return Object.keys(inner).length === 0 ? own : { ...own, fields: inner }
}

const shownFields = (
  properties: Record<string, unknown>,
  filter: FieldFilter,
  above = '',
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, definition]) => {
      const shown = shownField(definition, above + name, filter)
      return shown === undefined ? [] : [[name, shown]]
    }),
  )

/** What `GET _mapping` shows to somebody who may not see every field. */
export const shownMappings = (
  mappings: Readonly<Record<string, unknown>>,
  filter: FieldFilter,
): Record<string, unknown> => {
  const { properties, ...own } = mappings
  return isRecord(properties) ? { ...own, properties: shownFields(properties, filter) } : own
}
