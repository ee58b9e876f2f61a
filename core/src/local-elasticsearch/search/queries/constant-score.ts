import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, toNumber } from '../body-values.ts'
import type { QueryParser } from '../query.ts'

/** `{"constant_score": {"filter": {...}, "boost": 1}}`. */
export const parseConstantScore: QueryParser = (body, path, parseInner) => {
  if (!isRecord(body))
    throw new BodyFault('[constant_score] query malformed, no start_object after query name', path)
  checkKeys('constant_score', body, { keys: ['filter', 'boost'], path })
  if (body['filter'] === undefined)
    throw new BodyFault("[constant_score] requires a 'filter' element", path, { at: 'end' })
  const filter = parseInner(body['filter'], [...path, 'filter'])
  const boost = toNumber(body['boost'] ?? 1)
  return (context) => {
    const matcher = filter(context)
    return () => ({ bits: matcher(false).bits, scores: boost })
  }
}
