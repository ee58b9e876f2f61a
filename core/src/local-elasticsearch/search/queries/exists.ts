import { isRecord } from '../../mappings/is-record.ts'
import { findNode } from '../../mappings/mapping-tree.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, toNumber } from '../body-values.ts'
import { anyColumn, fieldsBelow } from '../field-columns.ts'
import { allMatches, noMatches, scannedMatches } from '../matches.ts'
import type { QueryParser } from '../query.ts'

/** `{"exists": {"field": "a"}}`; an object exists where any field in it does. */
export const parseExists: QueryParser = (body, path) => {
  if (!isRecord(body)) throw new BodyFault('[exists] query malformed, no start_object after query name', path)
  checkKeys('exists', body, { keys: ['field', 'boost'], path })
  const name = body['field']
  if (typeof name !== 'string')
    throw new BodyFault('[exists] must be provided with a [field]', path, { at: 'end' })
  const boost = toNumber(body['boost'] ?? 1)
  return ({ reader, root }) => {
    if (name === '_id' || name === '_index' || name === '_seq_no') return () => allMatches(reader, boost)
    const node = findNode(root, name)
    if (node === undefined) return () => noMatches(reader)
    const columns = fieldsBelow(node).flatMap(
      (field) => anyColumn(reader, field, node.node === 'field' ? name : field.path) ?? [],
    )
    return () => scannedMatches(reader, (slot) => columns.some((column) => column.has(slot)), boost)
  }
}
