import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault, unknownField } from '../body-fault.ts'
import { tokenName, toNumber } from '../body-values.ts'
import { allMatches, noMatches } from '../matches.ts'
import type { QueryParser } from '../query.ts'

const parseBoost =
  (name: string): ((...parts: Parameters<QueryParser>) => number) =>
  (body, path) => {
    if (!isRecord(body)) {
      throw new BodyFault(
        `[${name}] query malformed, no start_object after query name but found [${tokenName(body)}]`,
        path,
      )
    }
    const unknown = Object.keys(body).find((key) => key !== 'boost')
    if (unknown !== undefined) throw unknownField(name, [...path, unknown], true)
    return toNumber(body['boost'] ?? 1)
  }

export const parseMatchAll: QueryParser = (...parts) => {
  const boost = parseBoost('match_all')(...parts)
  return ({ reader }) =>
    () =>
      allMatches(reader, boost)
}

export const parseMatchNone: QueryParser = (...parts) => {
  parseBoost('match_none')(...parts)
  return ({ reader }) =>
    () =>
      noMatches(reader)
}
