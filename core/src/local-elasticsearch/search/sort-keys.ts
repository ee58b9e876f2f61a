import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { DateFormat } from '../mappings/date-format.ts'
import { isWholeNumberType, kindOfType } from '../mappings/field-types.ts'
import { type FieldNode, findNode } from '../mappings/mapping-tree.ts'
import { shown } from '../mappings/shown.ts'
import { illegalArgument, isScalar } from './body-values.ts'
import { exactColumn, numberColumn } from './field-columns.ts'
import { dateFormatOf, queryDate } from './field-term.ts'
import { formatFloat } from './format-float.ts'
import type { QueryContext } from './query.ts'
import { shardException } from './shard-exception.ts'
import type { SortField } from './sort.ts'

/** What a document is sorted by; undefined: it has no value. */
export type SortKey = number | string | undefined

/** One sort field on one index. */
export interface KeySource {
  key(slot: number, score: number): SortKey
  /** The key as JSON text, as hits show it. */
  print(key: SortKey): string
  /** A value of `search_after`. Throws 400 when it is none of this field. */
  parse(value: unknown): SortKey
}

const LONG = { last: '9223372036854775807', first: '-9223372036854775808' }
const INTEGER = { last: '2147483647', first: '-2147483648' }

const unparsable = (sort: SortField, value: unknown): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'illegal_argument_exception',
    `Failed to parse search_after value for field [${sort.field}].`,
    {
      caused_by: { type: 'number_format_exception', reason: `For input string: "${shown(value)}"` },
    },
  )

const toNumber = (sort: SortField, value: unknown): number => {
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
  if (Number.isNaN(number) || !isScalar(value)) throw unparsable(sort, value)
  return number
}

const isLast = (sort: SortField): boolean => (sort.missing === '_first') === sort.descending

const isPlace = (missing: unknown): boolean => missing === '_first' || missing === '_last'

interface WholeOptions {
  /** How keys are shown. */
  shownAs?: DateFormat | undefined
  /** How text in `search_after` is read. */
  readAs?: DateFormat | undefined
  /** What stands for a missing value. */
  missing?: { last: string; first: string }
}

const wholeKeys = (
  sort: SortField,
  key: KeySource['key'],
  { shownAs, readAs, missing = LONG }: WholeOptions = {},
): KeySource => ({
  key,
  print: (value) => {
    if (shownAs !== undefined)
      return value === undefined ? 'null' : JSON.stringify(shownAs.print(Number(value)))
    return value === undefined ? (isLast(sort) ? missing.last : missing.first) : String(value)
  },
  parse: (value) => {
    if (value === null) return undefined
    const time = typeof value === 'string' ? readAs?.parse(value) : undefined
    const number = time ?? toNumber(sort, value)
    const isMissing =
      Math.abs(number) >= 2 ** 63 ||
      (missing !== LONG && shown(value) === (isLast(sort) ? missing.last : missing.first))
    return isMissing ? undefined : number
  },
})

const fractionKeys = (sort: SortField, key: KeySource['key'], isFloat: boolean): KeySource => ({
  key,
  print: (value) => {
    if (value === undefined) return isLast(sort) ? '"Infinity"' : '"-Infinity"'
    const text = isFloat ? formatFloat(Number(value)) : String(value)
    return /^-?\d+$/.test(text) ? `${text}.0` : text
  },
  parse: (value) => {
    if (value === null) return undefined
    const number = toNumber(sort, value)
    return Number.isFinite(number) ? number : undefined
  },
})

const wordKeys = (key: KeySource['key']): KeySource => ({
  key,
  print: (value) => (value === undefined ? 'null' : JSON.stringify(value)),
  parse: (value) => (value === null ? undefined : shown(value)),
})

const pick = <T>(values: readonly T[], sort: SortField): T | undefined => {
  const mode = sort.mode ?? (sort.descending ? 'max' : 'min')
  return mode === 'min' ? values[0] : values.at(-1)
}

const numberKeys = (context: QueryContext, field: FieldNode, sort: SortField): KeySource => {
  const column = numberColumn(context.reader, field)
  const isDate = field.type.startsWith('date')
  const missing = isPlace(sort.missing)
    ? undefined
    : isDate
      ? queryDate(field, sort.missing, { now: context.now, roundUp: false })
      : toNumber(sort, sort.missing)
  const key = (slot: number): SortKey => pick(column.values(slot), sort) ?? missing
  if (isDate || field.type === 'boolean' || isWholeNumberType(field.type)) {
    const shownAs = isDate && sort.format !== undefined ? dateFormatOf(field, sort.format).format : undefined
    const readAs = isDate ? dateFormatOf(field, sort.format).format : undefined
    const isSmall = ['integer', 'short', 'byte'].includes(field.type)
    return wholeKeys(sort, key, { shownAs, readAs, missing: isSmall ? INTEGER : LONG })
  }
  return fractionKeys(sort, key, field.type !== 'double')
}

const unmapped = (context: QueryContext, sort: SortField): KeySource => {
  const type = sort.unmappedType
  if (type === undefined)
    throw shardException(context.index, `No mapping found for [${sort.field}] in order to sort on`)
  const none = (): SortKey => (isPlace(sort.missing) ? undefined : String(sort.missing))
  if (kindOfType(type) !== 'number') return wordKeys(none)
  const number = (): SortKey => (isPlace(sort.missing) ? undefined : toNumber(sort, sort.missing))
  return type === 'double' || type.endsWith('float')
    ? fractionKeys(sort, number, type !== 'double')
    : wholeKeys(sort, number)
}

const special = (context: QueryContext, sort: SortField, shard: number): KeySource | undefined => {
  const { reader } = context
  switch (sort.field) {
    case '_score':
      return fractionKeys(sort, (_slot, score) => score, true)
    case '_doc':
      return wholeKeys(sort, (slot) => reader.seqNo(slot))
    case '_shard_doc':
      return wholeKeys(sort, (slot) => shard * 2 ** 32 + reader.seqNo(slot))
    case '_seq_no':
      return wholeKeys(sort, (slot) => reader.seqNo(slot))
    case '_index':
      return wordKeys(() => context.index.name)
    case '_id':
      throw illegalArgument(
        'Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: indices.id_field_data.enabled',
      )
    default:
      return undefined
  }
}

/** Compiles a sort field for one index; registers the column that it needs. Throws what a shard would. */
export const createKeySource = (context: QueryContext, sort: SortField, shard: number): KeySource => {
  const known = special(context, sort, shard)
  if (known !== undefined) return known
  const field = findNode(context.root, sort.field)
  if (field?.node !== 'field') return unmapped(context, sort)
  if (field.kind === 'words') {
    throw illegalArgument(
      `Fielddata is disabled on [${field.path}] in [${context.index.name}]. Text fields are not optimised for operations that ` +
        'require per-document field data like aggregations and sorting, so these operations are disabled by default. Please ' +
        `use a keyword field instead. Alternatively, set fielddata=true on [${field.path}] in order to load field data by ` +
        'uninverting the inverted index. Note that this can use significant memory.',
    )
  }
  if (field.kind === 'none' || field.parameters['doc_values'] === false) {
    throw illegalArgument(
      `Can't load fielddata on [${field.path}] because fielddata is unsupported on fields of type [${field.type}]. Use doc values instead.`,
    )
  }
  if (field.kind === 'number') return numberKeys(context, field, sort)
  const column = exactColumn(context.reader, field, sort.field)
  const missing = isPlace(sort.missing) ? undefined : String(sort.missing)
  return wordKeys((slot) => pick(column.values(slot), sort) ?? missing)
}

/** Negative when `left` comes first. Documents without a value go where `missing` says, whatever the order. */
export const compareKeys = (left: SortKey, right: SortKey, sort: SortField): number => {
  if (left === right) return 0
  const missingFirst = sort.missing === '_first' ? -1 : 1
  if (left === undefined) return missingFirst
  if (right === undefined) return -missingFirst
  return left < right === sort.descending ? 1 : -1
}
