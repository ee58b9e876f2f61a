import type { Scalar } from '../mappings/field-types.ts'
import type { FieldNode } from '../mappings/mapping-tree.ts'
import { createScorer, idf } from './bm25.ts'
import { sumMatches } from './combine-matches.ts'
import { searchableField, wordsColumn } from './field-columns.ts'
import { checkSearchable, fieldTerm } from './field-term.ts'
import { noMatches } from './matches.ts'
import { minimumShouldMatch } from './minimum-should-match.ts'
import type { Matcher, QueryContext } from './query.ts'
import { countBits, wordMatches } from './term-matches.ts'

export interface MatchOptions {
  boost: number
  /** Every token must match. */
  all: boolean
  minimumShouldMatch?: unknown
  /** The tokens must stand one after the other. */
  phrase: boolean
}

const anyWords = (
  context: QueryContext,
  field: FieldNode,
  { tokens, options }: { tokens: readonly string[]; options: MatchOptions },
): Matcher => {
  const { reader } = context
  const column = wordsColumn(reader, field)
  const given = options.minimumShouldMatch
  const minimum = options.all
    ? tokens.length
    : given === undefined
      ? 1
      : Math.max(1, minimumShouldMatch(given, tokens.length))
  return (scoring) => {
    const found = tokens.map((token) => wordMatches(reader, column, token)({ scoring, boost: options.boost }))
    return sumMatches(reader, found, { minimum, scoring })
  }
}

const phraseOfWords = (
  context: QueryContext,
  field: FieldNode,
  { tokens, options }: { tokens: readonly string[]; options: MatchOptions },
): Matcher => {
  const { reader } = context
  const column = wordsColumn(reader, field)
  return (scoring) => {
    const each = tokens.map((token) => wordMatches(reader, column, token)({ scoring: false, boost: 1 }).bits)
    const bits = new Uint8Array(reader.size)
    const scores = new Float64Array(reader.size)
    const idfSum = each.reduce((sum, found) => Math.fround(sum + idf(column.documents, countBits(found))), 0)
    const score = createScorer(column, idfSum, options.boost)
    for (let slot = 0; slot < reader.size; slot++) {
      if (!each.every((found) => found[slot] === 1)) continue
      // Positions are not kept: the few documents that have all tokens are read again.
      const frequency = column.countPhrase(reader.read(slot), tokens)
      if (frequency === 0) continue
      bits[slot] = 1
      if (scoring) scores[slot] = score(frequency, column.length(slot))
    }
    return { bits, scores }
  }
}

/** Documents whose field matches a text, as `match` and `match_phrase` find them. */
export const matchField = (
  context: QueryContext,
  path: string,
  { text, options }: { text: Scalar; options: MatchOptions },
): Matcher => {
  const field = searchableField(context.root, path)
  if (field?.kind !== 'words')
    return fieldTerm(context, path, { value: text, options: { boost: options.boost } })
  checkSearchable(context, field)
  const tokens = wordsColumn(context.reader, field).analyze(String(text))
  if (tokens.length === 0) return () => noMatches(context.reader)
  return options.phrase && tokens.length > 1
    ? phraseOfWords(context, field, { tokens, options })
    : anyWords(context, field, { tokens, options })
}
