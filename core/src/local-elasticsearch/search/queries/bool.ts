import { isRecord } from '../../mappings/is-record.ts'
import { type BodyPath, BodyFault, unknownField } from '../body-fault.ts'
import { tokenName, toNumber } from '../body-values.ts'
import { boosted, sumMatches } from '../combine-matches.ts'
import { allMatches, type Matches, scoreOf } from '../matches.ts'
import { minimumShouldMatch } from '../minimum-should-match.ts'
import type { Matcher, ParseQuery, Query, QueryContext, QueryParser } from '../query.ts'
import { failedToCreate } from '../shard-exception.ts'

const OCCURS = ['must', 'filter', 'should', 'must_not'] as const
const OTHER_KEYS = ['minimum_should_match', 'boost', 'adjust_pure_negative']

const parseClauses = (value: unknown, path: BodyPath, parseInner: ParseQuery): Query[] => {
  if (value === undefined) return []
  if (!Array.isArray(value) && !isRecord(value)) {
    const reason = `[bool] ${String(path.at(-1))} doesn't support values of type: ${tokenName(value)}`
    throw new BodyFault(reason, path, { type: 'x_content_parse_exception' })
  }
  try {
    return Array.isArray(value)
      ? value.map((clause: unknown, at) => parseInner(clause, [...path, at]))
      : [parseInner(value, path)]
  } catch (error) {
    if (error instanceof BodyFault) error.around.push(`[bool] failed to parse field [${String(path.at(-1))}]`)
    throw error
  }
}

const minimumOf = (
  context: QueryContext,
  given: unknown,
  counts: { should: number; required: number },
): number => {
  if (given === undefined) return counts.should > 0 && counts.required === 0 ? 1 : 0
  try {
    return minimumShouldMatch(given, counts.should)
  } catch (error) {
    throw failedToCreate(
      context.index,
      error instanceof Error ? error.message : String(error),
      'number_format_exception',
    )
  }
}

interface Clauses {
  must: readonly Matcher[]
  filter: readonly Matcher[]
  should: readonly Matcher[]
  mustNot: readonly Matcher[]
  minimum: number
}

/** Keeps the bits where the other says `wanted`. */
const keep = (bits: Uint8Array, other: Uint8Array, wanted: 0 | 1): void => {
  for (let slot = 0; slot < bits.length; slot++) if (other[slot] !== wanted) bits[slot] = 0
}

const evaluate = ({ reader }: QueryContext, clauses: Clauses, scoring: boolean): Matches => {
  const must = clauses.must.map((matcher) => matcher(scoring))
  const filter = clauses.filter.map((matcher) => matcher(false))
  const should = clauses.should.map((matcher) => matcher(scoring))
  const not = clauses.mustNot.map((matcher) => matcher(false))
  const optional = sumMatches(reader, should, { minimum: Math.max(1, clauses.minimum), scoring })
  const bits = reader.live.slice(0, reader.size)
  const required = [...must, ...filter, ...(clauses.minimum > 0 ? [optional] : [])]
  for (const match of required) keep(bits, match.bits, 1)
  for (const match of not) keep(bits, match.bits, 0)
  if (!scoring) return { bits, scores: 0 }
  const scores = new Float64Array(reader.size)
  for (let slot = 0; slot < reader.size; slot++) {
    if (bits[slot] === 0) continue
    let sum = 0
    for (const match of must) sum += scoreOf(match, slot)
    scores[slot] = Math.fround(sum + (optional.bits[slot] === 1 ? scoreOf(optional, slot) : 0))
  }
  return { bits, scores }
}

/** `must`, `filter`, `should`, `must_not`; scores of must and should are summed. */
export const parseBool: QueryParser = (body, path, parseInner) => {
  if (!isRecord(body)) throw new BodyFault('[bool] query malformed, no start_object after query name', path)
  const unknown = Object.keys(body).find((key) => ![...OCCURS, ...OTHER_KEYS].includes(key))
  if (unknown !== undefined) throw unknownField('bool', [...path, unknown])
  const [must = [], filter = [], should = [], mustNot = []] = OCCURS.map((occur) =>
    parseClauses(body[occur], [...path, occur], parseInner),
  )
  const boost = toNumber(body['boost'] ?? 1)
  const isEmpty = must.length + filter.length + should.length + mustNot.length === 0
  return (context) => {
    if (isEmpty) return () => allMatches(context.reader, boost)
    const compile = (queries: readonly Query[]): Matcher[] => queries.map((query) => query(context))
    const counts = { should: should.length, required: must.length + filter.length }
    const minimum = minimumOf(context, body['minimum_should_match'], counts)
    const clauses = {
      must: compile(must),
      filter: compile(filter),
      should: compile(should),
      mustNot: compile(mustNot),
      minimum,
    }
    return (scoring) => boosted(evaluate(context, clauses, scoring), boost)
  }
}
