import { isRecord } from '../../mappings/is-record.ts'
import type { ObjectNode } from '../../mappings/mapping-tree.ts'
import { shown } from '../../mappings/shown.ts'
import { compileStars } from '../../mappings/wildcard.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, isScalar, toNumber } from '../body-values.ts'
import { bestMatches, boosted } from '../combine-matches.ts'
import { fieldsBelow } from '../field-columns.ts'
import { matchField } from '../match-field.ts'
import type { QueryParser } from '../query.ts'
import { isAnd } from './match.ts'

const KEYS = ['query', 'fields', 'type', 'operator', 'minimum_should_match', 'tie_breaker', 'boost']
/** How much the fields beside the best one count. */
const TYPES: Readonly<Record<string, number>> = { best_fields: 0, most_fields: 1, phrase: 0 }

const expand = (root: ObjectNode, pattern: string): string[] => {
  if (!pattern.includes('*')) return [pattern]
  const regex = compileStars(pattern)
  return fieldsBelow(root)
    .flatMap((field) => [field, ...field.fields.values()])
    .filter((field) => (field.kind === 'words' || field.kind === 'exact') && regex.test(field.path))
    .map((field) => field.path)
}

/** One text in several fields: `best_fields`, `most_fields` or `phrase`. */
export const parseMultiMatch: QueryParser = (body, path) => {
  if (!isRecord(body))
    throw new BodyFault('[multi_match] query malformed, no start_object after query name', path)
  checkKeys('multi_match', body, { keys: KEYS, path })
  const text = body['query']
  if (!isScalar(text)) throw new BodyFault('No text specified for multi_match query', path, { at: 'end' })
  const type = shown(body['type'] ?? 'best_fields')
  const tie = TYPES[type]
  if (tie === undefined)
    throw new BodyFault(`failed to parse [multi_match] query type [${type}]. unknown type.`, [
      ...path,
      'type',
    ])
  const given = body['fields'] ?? ['*']
  const fields = (Array.isArray(given) ? given : [given]).map((item: unknown) => {
    const [, name = '', boost] = /^(.*?)(?:\^([\d.]+))?$/.exec(shown(item)) ?? []
    return { name, boost: toNumber(boost ?? 1) }
  })
  const tieBreaker = toNumber(body['tie_breaker'] ?? tie)
  const boost = toNumber(body['boost'] ?? 1)
  const shared = {
    all: isAnd(body['operator'] ?? 'or'),
    minimumShouldMatch: body['minimum_should_match'],
    phrase: type === 'phrase',
  }
  return (context) => {
    const matchers = fields.flatMap((field) =>
      expand(context.root, field.name).map((name) =>
        matchField(context, name, { text, options: { ...shared, boost: field.boost } }),
      ),
    )
    return (scoring) =>
      boosted(
        bestMatches(
          context.reader,
          matchers.map((matcher) => matcher(scoring)),
          tieBreaker,
        ),
        boost,
      )
  }
}
