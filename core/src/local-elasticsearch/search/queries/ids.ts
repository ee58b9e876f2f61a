import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault, unknownField } from '../body-fault.ts'
import { isScalar, toNumber } from '../body-values.ts'
import { slotMatches } from '../matches.ts'
import type { QueryParser } from '../query.ts'

/** `{"ids": {"values": ["1", "2"]}}`. */
export const parseIds: QueryParser = (body, path) => {
  if (!isRecord(body)) throw new BodyFault('[ids] query malformed, no start_object after query name', path)
  const { values = [], boost = 1, ...rest } = body
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw unknownField('ids', [...path, unknown], true)
  const ids = (Array.isArray(values) ? values : [values]).map((id: unknown) => {
    if (isScalar(id)) return String(id)
    throw new BodyFault('[ids] failed to parse field [values]', [...path, 'values'])
  })
  const score = toNumber(boost)
  return ({ reader }) =>
    () =>
      slotMatches(
        reader,
        ids.flatMap((id) => reader.slotOf(id) ?? []),
        score,
      )
}
