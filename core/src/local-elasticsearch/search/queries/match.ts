import { isRecord } from '../../mappings/is-record.ts'
import { shown } from '../../mappings/shown.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, illegalArgument, isScalar, singleField, toInteger, toNumber } from '../body-values.ts'
import { matchField } from '../match-field.ts'
import type { QueryParser } from '../query.ts'

/** `and` or `or`, in any case. */
export const isAnd = (operator: unknown): boolean => {
  const name = shown(operator).toUpperCase()
  if (name === 'AND' || name === 'OR') return name === 'AND'
  throw illegalArgument(`No enum constant org.elasticsearch.index.query.Operator.${name}`)
}

const parser =
  (name: string, keys: readonly string[]): QueryParser =>
  (body, path) => {
    const { field, value, path: valuePath } = singleField(name, body, path)
    const given = isRecord(value) ? value : { query: value }
    checkKeys(name, given, { keys: ['query', 'boost', ...keys], path: valuePath })
    const text = given['query']
    if (!isScalar(text)) throw new BodyFault('No text specified for text query', path, { at: 'end' })
    if (toInteger(given['slop'] ?? 0) !== 0)
      throw new BodyFault(`[${name}] query does not support [slop]`, [...valuePath, 'slop'])
    const options = {
      boost: toNumber(given['boost'] ?? 1),
      all: isAnd(given['operator'] ?? 'or'),
      minimumShouldMatch: given['minimum_should_match'],
      phrase: name === 'match_phrase',
    }
    return (context) => matchField(context, field, { text, options })
  }

export const parseMatch = parser('match', ['operator', 'minimum_should_match'])
export const parseMatchPhrase = parser('match_phrase', ['slop'])
