import { findNode, type FieldNode, type MappingNode, type ObjectNode } from '../mappings/mapping-tree.ts'
import { ExactColumn } from './exact-column.ts'
import type { IndexReader } from './index-reader.ts'
import { NumberColumn } from './number-column.ts'
import { WordsColumn } from './words-column.ts'

const keyOf = (field: FieldNode, path: string): string =>
  `${path} ${field.source} ${field.type} ${JSON.stringify(field.parameters)}`

/** `path` differs from the field's own inside a flattened field. */
export const exactColumn = (reader: IndexReader, field: FieldNode, path = field.path): ExactColumn =>
  reader.column(keyOf(field, path), ExactColumn, () => new ExactColumn(field, path))

export const numberColumn = (reader: IndexReader, field: FieldNode): NumberColumn =>
  reader.column(keyOf(field, field.path), NumberColumn, () => new NumberColumn(field))

export const wordsColumn = (reader: IndexReader, field: FieldNode): WordsColumn =>
  reader.column(keyOf(field, field.path), WordsColumn, () => new WordsColumn(field))

/** The column that knows whether a document has the field; undefined where nothing is kept of it. */
export const anyColumn = (
  reader: IndexReader,
  field: FieldNode,
  path = field.path,
): ExactColumn | NumberColumn | WordsColumn | undefined => {
  if (field.parameters['index'] === false && field.parameters['doc_values'] === false) return undefined
  switch (field.kind) {
    case 'exact':
      return exactColumn(reader, field, path)
    case 'number':
      return numberColumn(reader, field)
    case 'words':
      return wordsColumn(reader, field)
    case 'none':
      return undefined
  }
}

/** The searchable field of a dotted path; objects and unmapped paths have none. */
export const searchableField = (root: ObjectNode, path: string): FieldNode | undefined => {
  const node = findNode(root, path)
  return node?.node === 'field' && node.kind !== 'none' ? node : undefined
}

/** All fields in and below a node, multi-fields left out. */
export const fieldsBelow = (node: MappingNode): FieldNode[] =>
  node.node === 'field'
    ? [node]
    : node.enabled && !node.nested
      ? [...node.children.values()].flatMap(fieldsBelow)
      : []
