import { isIP } from 'node:net'
import { compileDateFormat, DEFAULT_DATE_FORMAT, type DateFormat } from '../mappings/date-format.ts'
import { isWholeNumberType, parseScalar, type Scalar } from '../mappings/field-types.ts'
import { Malformed } from '../mappings/malformed.ts'
import type { FieldNode } from '../mappings/mapping-tree.ts'
import { shown } from '../mappings/shown.ts'
import { parseDateMath } from './date-math.ts'
import { exactColumn, numberColumn, searchableField, wordsColumn } from './field-columns.ts'
import { allMatches, type Matches, noMatches, scannedMatches, slotMatches } from './matches.ts'
import type { Matcher, QueryContext } from './query.ts'
import { failedToCreate } from './shard-exception.ts'
import { countBits, uniformScore, wordMatches } from './term-matches.ts'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

export interface TermOptions {
  boost: number
  caseInsensitive?: boolean
  /** All matches get the boost as their score, as in `terms`. */
  constant?: boolean
}

export const dateFormatOf = (field: FieldNode, format?: string): { name: string; format: DateFormat } => {
  const name = format ?? shown(field.parameters['format'] ?? DEFAULT_DATE_FORMAT)
  const compiled = compileDateFormat(name)
  if (compiled === undefined)
    throw new ElasticsearchException(400, 'illegal_argument_exception', `Invalid format: [${name}]`)
  return { name, format: compiled }
}

/** A date of a query, rounded as asked for. Throws the shard's `parse_exception`. */
export const queryDate = (
  field: FieldNode,
  value: Scalar,
  how: { now: number; roundUp: boolean; zone?: number; format?: string | undefined },
): number => {
  const { name, format } = dateFormatOf(field, how.format)
  const time = parseDateMath(String(value), format, {
    now: how.now,
    roundUp: how.roundUp,
    zone: how.zone ?? 0,
  })
  if (time !== undefined) return time
  const reason = `failed to parse date field [${value}] with format [${name}]`
  throw new ElasticsearchException(400, 'parse_exception', `${reason}: [${reason}]`, {
    caused_by: { type: 'illegal_argument_exception', reason },
  })
}

/** A number of a query. Undefined: no value of the field can equal it. */
export const queryNumber = (context: QueryContext, field: FieldNode, value: Scalar): number | undefined => {
  if (field.type === 'boolean') {
    if (value === true || value === 'true') return 1
    if (value === false || value === 'false' || value === '') return 0
    throw failedToCreate(context.index, `Can't parse boolean value [${value}], expected [true] or [false]`)
  }
  const parsed = parseScalar(field, value)
  if (parsed instanceof Malformed) {
    if (/out of range|finite/.test(parsed.reason)) return undefined
    throw failedToCreate(context.index, `For input string: "${value}"`, 'number_format_exception')
  }
  const isFraction = isWholeNumberType(field.type) && !Number.isInteger(Number(value))
  return typeof parsed === 'number' && !isFraction ? parsed : undefined
}

export const checkSearchable = (context: QueryContext, field: FieldNode): void => {
  if (
    field.parameters['index'] === false &&
    (field.parameters['doc_values'] === false || field.kind === 'words')
  ) {
    const reason =
      field.kind === 'words'
        ? `Cannot search on field [${field.path}] since it is not indexed.`
        : `Cannot search on field [${field.path}] since it is not indexed nor has doc values.`
    throw failedToCreate(context.index, reason)
  }
}

const folded = (terms: Iterable<string>, value: string): string[] => {
  const wanted = value.toLowerCase()
  return [...terms].filter((term) => term.toLowerCase() === wanted)
}

const wordTerm = (
  context: QueryContext,
  field: FieldNode,
  { value, options }: { value: string; options: TermOptions },
): Matcher => {
  const { reader } = context
  const column = wordsColumn(reader, field)
  return (scoring) => {
    if (options.caseInsensitive !== true && options.constant !== true) {
      return wordMatches(reader, column, value)({ scoring, boost: options.boost })
    }
    const terms = options.caseInsensitive === true ? folded(column.terms(), value) : [value]
    const bits = terms.map((term) => wordMatches(reader, column, term)({ scoring: false, boost: 1 }).bits)
    return scannedMatches(reader, (slot) => bits.some((found) => found[slot] === 1), options.boost)
  }
}

const exactTerm = (
  { reader }: QueryContext,
  { field, path }: { field: FieldNode; path: string },
  { value, options }: { value: string; options: TermOptions },
): Matcher => {
  const column = exactColumn(reader, field, path)
  // Below a flattened field, the statistics are those of the whole field.
  const statistics = exactColumn(reader, field)
  return (scoring) => {
    if (options.caseInsensitive === true) {
      const slots = folded(column.terms(), value).flatMap((term) => column.slots(term))
      return slotMatches(reader, slots, options.boost)
    }
    const matches = slotMatches(reader, column.slots(value), options.boost)
    const scored =
      scoring && options.constant !== true && field.type !== 'ip' && field.parameters['index'] !== false
    return scored
      ? { ...matches, scores: uniformScore(statistics, countBits(matches.bits), options.boost) }
      : matches
  }
}

const numberTerm = (
  context: QueryContext,
  field: FieldNode,
  { value, options }: { value: Scalar; options: TermOptions },
): Matcher => {
  const { reader, now } = context
  const column = numberColumn(reader, field)
  const isDate = field.type.startsWith('date')
  const low = isDate ? queryDate(field, value, { now, roundUp: false }) : queryNumber(context, field, value)
  const high = isDate ? queryDate(field, value, { now, roundUp: true }) : low
  return (scoring) => {
    const bits = new Uint8Array(reader.size)
    if (low !== undefined && high !== undefined) {
      column.scan(
        (number) => number >= low && number <= high,
        (slot) => (bits[slot] = reader.live[slot] ?? 0),
      )
    }
    const scored =
      scoring && field.type === 'boolean' && options.constant !== true && field.parameters['index'] !== false
    const scores = scored ? uniformScore(column, countBits(bits), options.boost) : options.boost
    return { bits, scores }
  }
}

/** Documents whose field has the value, as a `term` query finds them. */
export const fieldTerm = (
  context: QueryContext,
  path: string,
  { value, options }: { value: Scalar; options: TermOptions },
): Matcher => {
  const { reader, index, root } = context
  if (path === '_id') {
    return (): Matches => {
      const slot = reader.slotOf(String(value))
      return slotMatches(reader, slot === undefined ? [] : [slot], options.boost)
    }
  }
  if (path === '_index')
    return () => (value === index.name ? allMatches(reader, options.boost) : noMatches(reader))
  const field = searchableField(root, path)
  if (field === undefined) return () => noMatches(reader)
  checkSearchable(context, field)
  switch (field.kind) {
    case 'words':
      return wordTerm(context, field, { value: String(value), options })
    case 'exact':
      if (field.type === 'ip' && isIP(String(value)) === 0)
        throw failedToCreate(index, `'${value}' is not an IP string literal.`)
      return exactTerm(context, { field, path }, { value: String(value), options })
    default:
      return numberTerm(context, field, { value, options })
  }
}
