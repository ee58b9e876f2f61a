import type { Node } from 'jsonc-parser'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { parseScalar, type Scalar } from './field-types.ts'
import { inferField, inferObject } from './infer-field.ts'
import { Malformed } from './malformed.ts'
import type { Mappings } from './mapping.ts'
import { compileMapping, type FieldNode, type MappingNode, type ObjectNode } from './mapping-tree.ts'
import { countFields } from './merge-mappings.ts'
import { illegalArgument } from './mapping-errors.ts'
import { METADATA_FIELDS } from './metadata-fields.ts'
import { endPlaceOf, placeOf, preview } from './token-place.ts'

interface Reading {
  mappings: Mappings
  id: string
  text: string
  /** How many more fields the index may have. */
  room: number
  limit: number
  /** How deep objects may lie in each other, the document counted. */
  depth: number
  /** Definitions by dotted path, one for every value that is new; they are merged afterwards. */
  additions: { path: string; definition: Record<string, unknown> }[]
  seen: Set<string>
}

const failure = (reason: string, cause?: Malformed): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'document_parsing_exception',
    reason,
    cause ? { caused_by: { type: cause.type, reason: cause.reason } } : {},
  )

const malformed = (
  reading: Reading,
  field: FieldNode,
  node: Node,
  cause: Malformed,
  shown = preview(reading.text, node),
): ElasticsearchException => {
  const name = `[${field.path}] of type [${field.type}]`
  return failure(
    `${endPlaceOf(reading.text, node)} failed to parse field ${name} in document with id '${reading.id}'. ` +
      `Preview of field's value: '${shown}'`,
    cause,
  )
}

const scalarOf = (node: Node): Scalar | undefined => {
  const value: unknown = node.value
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

const readField = (reading: Reading, field: FieldNode, node: Node): void => {
  if (node.type === 'null' || (field.type === 'flattened' && node.type === 'object')) return
  if (node.type === 'array') {
    for (const item of node.children ?? []) readField(reading, field, item)
    return
  }
  const scalar = scalarOf(node)
  if (scalar === undefined) {
    const isNumber = field.kind === 'number' && !field.type.startsWith('date') && field.type !== 'boolean'
    const reason = isNumber
      ? 'Cannot parse object as number'
      : `Expected text at ${placeOf(reading.text, node.offset).slice(1, -1)} but found START_OBJECT`
    throw malformed(reading, field, node, new Malformed(reason))
  }
  if (field.type === 'flattened') {
    throw malformed(
      reading,
      field,
      node,
      new Malformed('Failed to parse object: expecting token of type [START_OBJECT]', 'parsing_exception'),
    )
  }
  if (field.parameters['ignore_malformed'] === true) return
  const parsed = parseScalar(field, scalar)
  if (parsed instanceof Malformed) throw malformed(reading, field, node, parsed)
  for (const child of field.fields.values()) readField(reading, child, node)
}

const isEmpty = (node: Node): boolean =>
  node.type === 'null' || (node.type === 'array' && (node.children ?? []).every(isEmpty))

const add = (reading: Reading, path: string, definition: Record<string, unknown>, node: Node): void => {
  reading.additions.push({ path, definition })
  if (reading.seen.has(path)) return
  reading.seen.add(path)
  reading.room -= 1 + countFields(definition)
  if (reading.room >= 0) return
  const reason = `Limit of total fields [${reading.limit}] has been exceeded while adding new fields [1]`
  throw failure(`${placeOf(reading.text, node.offset)} failed to parse: ${reason}`, new Malformed(reason))
}

const addObject = (reading: Reading, path: string, definition: Record<string, unknown>, node: Node): void => {
  if (path.split('.').length + 1 > reading.depth) {
    throw illegalArgument(
      `Limit of mapping depth [${reading.depth}] has been exceeded due to object field [${path}]`,
    )
  }
  add(reading, path, definition, node)
}

/** The mapping of a new field, compiled by itself. */
const compileAlone = (
  path: string,
  parent: ObjectNode,
  definition: Record<string, unknown>,
): MappingNode | undefined => {
  const parts = path.split('.')
  const mappings = parts.reduceRight<Record<string, unknown>>(
    (inner, part) => ({ properties: { [part]: inner } }),
    definition,
  )
  let node: MappingNode | undefined = compileMapping({ dynamic: parent.dynamic, ...mappings })
  for (const part of parts) node = node?.node === 'object' ? node.children.get(part) : undefined
  return node
}

const readUnmapped = (reading: Reading, parent: ObjectNode, name: string, node: Node, place = node): void => {
  const path = parent.path === '' ? name : `${parent.path}.${name}`
  if (parent.dynamic === 'false') return
  if (parent.dynamic === 'strict') {
    const within = parent.path === '' ? '_doc' : parent.path
    throw new ElasticsearchException(
      400,
      'strict_dynamic_mapping_exception',
      `${placeOf(reading.text, place.offset)} mapping set to strict, dynamic introduction of [${name}] within [${within}] is not allowed`,
    )
  }
  if (isEmpty(node)) return
  if (node.type === 'array') {
    for (const item of node.children ?? []) readUnmapped(reading, parent, name, item)
    return
  }
  const scalar = scalarOf(node)
  const value =
    typeof scalar === 'number'
      ? { number: reading.text.slice(node.offset, node.offset + node.length) }
      : scalar
  const definition =
    value === undefined
      ? inferObject(reading.mappings, { name, path })
      : inferField(reading.mappings, { name, path }, value)
  if (value === undefined) addObject(reading, path, definition, node)
  else add(reading, path, definition, node)
  const compiled = compileAlone(path, parent, definition)
  if (compiled) readNode(reading, compiled, node)
}

const readNode = (reading: Reading, mapping: MappingNode, node: Node, name = ''): void => {
  if (mapping.node === 'field') return readField(reading, mapping, node)
  if (node.type === 'null' || !mapping.enabled) return
  if (node.type === 'array') {
    for (const item of node.children ?? []) readNode(reading, mapping, item, 'null')
    return
  }
  if (node.type === 'object') return readObject(reading, mapping, node)
  throw failure(
    `${placeOf(reading.text, node.offset)} object mapping for [${mapping.path}] tried to parse field [${name}] as object, but found a concrete value`,
  )
}

const checkName = (reading: Reading, object: ObjectNode, name: string, key: Node, value: Node): void => {
  const place = placeOf(reading.text, key.offset)
  const fail = (reason: string): never => {
    throw failure(`${place} failed to parse: ${reason}`, new Malformed(reason))
  }
  if (name === '') fail('field name cannot be an empty string')
  if (/^\.+$/.test(name)) fail('field name cannot contain only dots')
  if (name.trim() === '') throw failure(`${place} Field name cannot contain only whitespace: [${name}]`)
  if (name.split('.').some((part) => part.trim() === ''))
    fail(`field name cannot contain only whitespace: ['${name}']`)
  if (object.path === '' && METADATA_FIELDS.has(name)) {
    const at = placeOf(reading.text, value.offset)
    const reason = `${at} Field [${name}] is a metadata field and cannot be added inside a document. Use the index API request parameters.`
    const shown = `'${preview(reading.text, value)}'`
    throw failure(
      `${at} failed to parse field [${name}] of type [${name}] in document with id '${reading.id}'. Preview of field's value: ${shown}`,
      new Malformed(reason, 'document_parsing_exception'),
    )
  }
}

/** Walks `a.b.c` as if it were nested objects. */
const readDotted = (
  reading: Reading,
  object: ObjectNode,
  parts: readonly string[],
  key: Node,
  value: Node,
): void => {
  const [first = '', ...rest] = parts
  const child = object.children.get(first)
  if (rest.length === 0) {
    if (child) readNode(reading, child, value, first)
    else readUnmapped(reading, object, first, value)
    return
  }
  if (child?.node === 'object')
    return child.enabled ? readDotted(reading, child, rest, key, value) : undefined
  if (child?.node === 'field') {
    if (child.type === 'flattened') return
    const shown = rest.reduceRight((inner, part) => `{${part}=${inner}}`, preview(reading.text, value))
    throw malformed(reading, child, value, new Malformed('Expected text but found START_OBJECT'), shown)
  }
  if (object.dynamic !== 'true') return readUnmapped(reading, object, first, value, key)
  if (isEmpty(value)) return
  const path = object.path === '' ? first : `${object.path}.${first}`
  const definition = inferObject(reading.mappings, { name: first, path })
  addObject(reading, path, definition, value)
  const compiled = compileAlone(path, object, definition)
  if (compiled?.node === 'object' && compiled.enabled) readDotted(reading, compiled, rest, key, value)
}

const readObject = (reading: Reading, object: ObjectNode, node: Node): void => {
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (key === undefined || value === undefined) continue
    const name = String(key.value)
    checkName(reading, object, name, key, value)
    readDotted(reading, object, name.split('.'), key, value)
  }
}

/**
 * The slow look at a document: the definitions of the fields that it adds, one for each value, or the exception
 * that names line and column.
 */
export const readNewFields = (
  mappings: Mappings,
  document: { id: string; text: string; tree: Node },
  { limit, depth }: Pick<Reading, 'limit' | 'depth'>,
): readonly { path: string; definition: Record<string, unknown> }[] => {
  const room = limit - countFields(mappings)
  const reading: Reading = {
    mappings,
    id: document.id,
    text: document.text,
    room,
    limit,
    depth,
    additions: [],
    seen: new Set(),
  }
  readObject(reading, compileMapping(mappings), document.tree)
  return reading.additions
}
