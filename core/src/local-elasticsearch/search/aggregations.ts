import { isRecord } from '../mappings/is-record.ts'
import { BodyFault, type BodyPath } from './body-fault.ts'
import { illegalArgument, tokenName, toInteger } from './body-values.ts'
import { exactColumn, numberColumn, searchableField } from './field-columns.ts'
import { dateFormatOf } from './field-term.ts'
import type { FieldNode } from '../mappings/mapping-tree.ts'
import type { Bits } from './matches.ts'
import type { QueryContext } from './query.ts'

/** `terms`, `value_count`, `max` or `min` of one field. */
export interface Aggregation {
  kind: 'terms' | 'value_count' | 'max' | 'min'
  field: string
  size: number
}

/** The values of a field in the matches of one index; collected from every index, then put together. */
export interface FieldValues {
  /** How many documents have the value, and how often it stands there. */
  counts: Map<string | number, number>
  field: FieldNode | undefined
}

const KINDS = new Map<string, Aggregation['kind']>([
  ['terms', 'terms'],
  ['value_count', 'value_count'],
  ['max', 'max'],
  ['min', 'min'],
])

const parseOne = (definition: unknown, path: BodyPath): Aggregation => {
  if (!isRecord(definition))
    throw new BodyFault(
      `Expected [START_OBJECT] under [${String(path.at(-1))}], but got a [${tokenName(definition)}]`,
      path,
    )
  const [name, second] = Object.keys(definition)
  if (name === undefined)
    throw new BodyFault(`Missing definition for aggregation [${String(path.at(-1))}]`, path, { at: 'end' })
  const kind = KINDS.get(name)
  if (kind === undefined) throw new BodyFault(`Unknown aggregation type [${name}]`, [...path, name])
  if (second !== undefined)
    throw new BodyFault(`Aggregation [${second}] beside [${name}] is not known to local Elasticsearch`, [
      ...path,
      second,
    ])
  const body = definition[name]
  const { field, size = 10, ...rest } = isRecord(body) ? body : {}
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw new BodyFault(`[${name}] unknown field [${unknown}]`, [...path, name, unknown], {
      type: 'x_content_parse_exception',
      at: 'key',
    })
  if (typeof field !== 'string')
    throw illegalArgument(`Required one of fields [field, script], but none were specified.`)
  return { kind, field, size: toInteger(size) }
}

export const parseAggregations = (body: unknown, path: BodyPath): ReadonlyMap<string, Aggregation> =>
  new Map(
    Object.entries(isRecord(body) ? body : {}).map(([name, definition]) => [
      name,
      parseOne(definition, [...path, name]),
    ]),
  )

/** Registers the column; the result counts the values of the documents whose bit is set. */
export const collectValues = (
  context: QueryContext,
  { field: path, kind }: Aggregation,
): ((bits: Bits) => FieldValues) => {
  const field = searchableField(context.root, path)
  if (field === undefined) return () => ({ counts: new Map(), field })
  if (field.kind === 'words') {
    throw illegalArgument(
      `Fielddata is disabled on [${path}] in [${context.index.name}]. Please use a keyword field instead.`,
    )
  }
  if (field.kind === 'exact' && (kind === 'max' || kind === 'min')) {
    throw illegalArgument(
      `Field [${path}] of type [${field.type}] is not supported for aggregation [${kind}]`,
    )
  }
  const column =
    field.kind === 'exact' ? exactColumn(context.reader, field, path) : numberColumn(context.reader, field)
  return (bits) => {
    const counts = new Map<string | number, number>()
    for (let slot = 0; slot < bits.length; slot++) {
      if (bits[slot] !== 1) continue
      const values: readonly (string | number)[] = column.values(slot)
      for (const value of kind === 'terms' ? new Set(values) : values)
        counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return { counts, field }
  }
}

const merge = (parts: readonly FieldValues[]): Map<string | number, number> => {
  const merged = new Map<string | number, number>()
  for (const { counts } of parts)
    for (const [value, count] of counts) merged.set(value, (merged.get(value) ?? 0) + count)
  return merged
}

const asDate = (field: FieldNode | undefined, value: number): string | undefined =>
  field?.type.startsWith('date') === true ? dateFormatOf(field).format.print(value) : undefined

const extreme = (
  kind: 'max' | 'min',
  counts: ReadonlyMap<string | number, number>,
  field: FieldNode | undefined,
): unknown => {
  let found: number | undefined
  for (const value of counts.keys()) {
    const number = Number(value)
    if (found === undefined || (kind === 'max' ? number > found : number < found)) found = number
  }
  if (found === undefined) return { value: null }
  const text = asDate(field, found)
  return { value: found, ...(text === undefined ? {} : { value_as_string: text }) }
}

const keyed = (field: FieldNode | undefined, key: string | number): Record<string, unknown> => {
  if (typeof key === 'string') return { key }
  const text = field?.type === 'boolean' ? (key === 1 ? 'true' : 'false') : asDate(field, key)
  return { key, ...(text === undefined ? {} : { key_as_string: text }) }
}

/** The answer of an aggregation over all indices. */
export const summarize = ({ kind, size }: Aggregation, parts: readonly FieldValues[]): unknown => {
  const counts = merge(parts)
  const field = parts.find((part) => part.field !== undefined)?.field
  if (kind === 'max' || kind === 'min') return extreme(kind, counts, field)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (kind === 'value_count') return { value: total }
  const sorted = [...counts]
    .toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, size)
  const shownCount = sorted.reduce((sum, [, count]) => sum + count, 0)
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: total - shownCount,
    buckets: sorted.map(([key, count]) => ({ ...keyed(field, key), doc_count: count })),
  }
}
