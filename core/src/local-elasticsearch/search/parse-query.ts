import { isRecord } from '../mappings/is-record.ts'
import { didYouMean } from '../xcontent/did-you-mean.ts'
import { BodyFault } from './body-fault.ts'
import { illegalArgument } from './body-values.ts'
import { parseBool } from './queries/bool.ts'
import { parseConstantScore } from './queries/constant-score.ts'
import { parseExists } from './queries/exists.ts'
import { parseIds } from './queries/ids.ts'
import { parseMatchAll, parseMatchNone } from './queries/match-all.ts'
import { parseMatch, parseMatchPhrase } from './queries/match.ts'
import { parseMultiMatch } from './queries/multi-match.ts'
import { parsePrefix, parseWildcard } from './queries/pattern.ts'
import { parseRange } from './queries/range.ts'
import { parseTerm } from './queries/term.ts'
import { parseTerms } from './queries/terms.ts'
import type { ParseQuery, QueryParser } from './query.ts'

const PARSERS: ReadonlyMap<string, QueryParser> = new Map([
  ['bool', parseBool],
  ['constant_score', parseConstantScore],
  ['exists', parseExists],
  ['ids', parseIds],
  ['match', parseMatch],
  ['match_all', parseMatchAll],
  ['match_none', parseMatchNone],
  ['match_phrase', parseMatchPhrase],
  ['multi_match', parseMultiMatch],
  ['prefix', parsePrefix],
  ['range', parseRange],
  ['term', parseTerm],
  ['terms', parseTerms],
  ['wildcard', parseWildcard],
])

/** Parses `{"<kind>": {...}}`. Throws a `BodyFault` for what is no query, or none that is known here. */
export const parseQuery: ParseQuery = (clause, path) => {
  if (!isRecord(clause)) throw new BodyFault('[_na] query malformed, must start with start_object', path)
  const [kind, second] = Object.keys(clause)
  if (kind === undefined) {
    throw new BodyFault('query malformed, empty clause found', path, {
      type: 'illegal_argument_exception',
      at: 'end',
    })
  }
  if (kind === '') throw illegalArgument('query malformed, no field after start_object')
  const parser = PARSERS.get(kind)
  if (parser === undefined) {
    throw new BodyFault(`unknown query [${kind}]${didYouMean(kind, [...PARSERS.keys()])}`, [...path, kind])
  }
  const query = parser(clause[kind], [...path, kind], parseQuery)
  if (second !== undefined) {
    throw new BodyFault(
      `[${kind}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]`,
      [...path, second],
      { at: 'key' },
    )
  }
  return query
}
