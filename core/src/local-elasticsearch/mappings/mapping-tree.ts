import { type FieldKind, kindOfType } from './field-types.ts'
import { isRecord } from './is-record.ts'
import type { Mappings } from './mapping.ts'

export type Dynamic = 'true' | 'false' | 'strict'

/** A field that holds values. */
export interface FieldNode {
  node: 'field'
  path: string
  /** Where its values stand in the document: the path, for a multi-field that of its parent. */
  source: string
  type: string
  kind: FieldKind
  parameters: Readonly<Record<string, unknown>>
  /** The multi-fields, by their own short name. */
  fields: ReadonlyMap<string, FieldNode>
}

/** An object (or `nested`) with fields inside; the root has the path ''. */
export interface ObjectNode {
  node: 'object'
  path: string
  nested: boolean
  enabled: boolean
  /** As inherited from the parent. `runtime` counts as `false` here. */
  dynamic: Dynamic
  children: ReadonlyMap<string, MappingNode>
}

export type MappingNode = FieldNode | ObjectNode

const compileField = (path: string, definition: Record<string, unknown>, source = path): FieldNode => {
  const { type, fields, ...parameters } = definition
  const name = String(type)
  const children = Object.entries(isRecord(fields) ? fields : {}).map(
    ([key, value]) => [key, compileField(`${path}.${key}`, isRecord(value) ? value : {}, source)] as const,
  )
  return {
    node: 'field',
    path,
    source,
    type: name,
    kind: kindOfType(name),
    parameters,
    fields: new Map(children),
  }
}

const dynamicOf = (value: unknown, inherited: Dynamic): Dynamic => {
  if (value === undefined) return inherited
  return value === 'true' || value === 'strict' ? value : 'false'
}

const compileObject = (path: string, definition: Record<string, unknown>, inherited: Dynamic): ObjectNode => {
  const dynamic = dynamicOf(definition['dynamic'], inherited)
  const properties = isRecord(definition['properties']) ? definition['properties'] : {}
  const children = Object.entries(properties).map(([key, value]) => {
    const child = isRecord(value) ? value : {}
    const childPath = path === '' ? key : `${path}.${key}`
    return [
      key,
      isObjectDefinition(child) ? compileObject(childPath, child, dynamic) : compileField(childPath, child),
    ] as const
  })
  return {
    node: 'object',
    path,
    nested: definition['type'] === 'nested',
    enabled: definition['enabled'] !== false,
    dynamic,
    children: new Map(children),
  }
}

/** True for the mapping of an object: `type` is `object`, `nested` or left out. */
export const isObjectDefinition = (definition: Readonly<Record<string, unknown>>): boolean =>
  definition['type'] === undefined || definition['type'] === 'object' || definition['type'] === 'nested'

const trees = new WeakMap<Mappings, ObjectNode>()

/** The mapping as a tree, compiled once for each `mappings` object. */
export const compileMapping = (mappings: Mappings): ObjectNode => {
  let tree = trees.get(mappings)
  if (tree === undefined) trees.set(mappings, (tree = compileObject('', mappings, 'true')))
  return tree
}

/**
 * The field or object of a dotted path, multi-fields included. Below a `flattened` field every path leads to that
 * field; what lies in a `nested` object can't be found from outside.
 */
export const findNode = (root: ObjectNode, path: string): MappingNode | undefined => {
  let node: MappingNode = root
  for (const part of path.split('.')) {
    if (node.node === 'field' && node.type === 'flattened') return node
    if (node.node === 'object' && node.nested) return undefined
    const next: MappingNode | undefined = (node.node === 'object' ? node.children : node.fields).get(part)
    if (next === undefined) return undefined
    node = next
  }
  return node
}
