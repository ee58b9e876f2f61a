import { parseScalar } from './field-types.ts'
import { isRecord } from './is-record.ts'
import { Malformed } from './malformed.ts'
import type { FieldNode, MappingNode, ObjectNode } from './mapping-tree.ts'
import { METADATA_FIELDS } from './metadata-fields.ts'

/** True when the field takes the scalar, its multi-fields too. */
const takes = (field: FieldNode, value: string | number | boolean): boolean => {
  const { kind, type } = field
  if (type === 'flattened') return false
  const valid =
    kind === 'words' ||
    field.parameters['ignore_malformed'] === true ||
    !(parseScalar(field, value) instanceof Malformed)
  if (!valid) return false
  for (const child of field.fields.values()) if (!takes(child, value)) return false
  return true
}

const fits = (node: MappingNode, value: unknown): boolean => {
  if (value === null) return true
  if (Array.isArray(value)) return value.every((item) => fits(node, item))
  if (node.node === 'object') {
    if (!node.enabled) return true
    return isRecord(value) && objectFits(node, value)
  }
  if (isRecord(value)) return node.type === 'flattened'
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? takes(node, value)
    : false
}

/** Values that add no field: null, and lists of nothing else. */
const isEmptyValue = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every(isEmptyValue))

const objectFits = (object: ObjectNode, value: Record<string, unknown>): boolean => {
  for (const key in value) {
    const child = object.children.get(key)
    const item = value[key]
    if (child !== undefined) {
      if (!fits(child, item)) return false
    } else if (key === '' || key.includes('.') || METADATA_FIELDS.has(key) || object.dynamic === 'strict')
      return false
    else if (object.dynamic === 'true' && !isEmptyValue(item)) return false
  }
  return true
}

/**
 * The quick look at a document: true means that it is valid and adds nothing to the mapping. False only means that it needs the
 * slow look of `readNewFields`, which knows lines and columns.
 */
export const documentFits = (root: ObjectNode, document: Record<string, unknown>): boolean =>
  objectFits(root, document)
