import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault, type BodyPath } from '../body-fault.ts'
import { illegalArgument, tokenName } from '../body-values.ts'
import type { ParseQuery } from '../query.ts'
import type { Aggregation, AggregationParser, Aggregations } from './aggregation.ts'
import { parseDateHistogram } from './date-histogram.ts'
import { optionsOf } from './field-values.ts'
import { parseFilter, parseFilters, parseMissing } from './filter.ts'
import { metricParsers } from './metric.ts'
import { parseRangeAggregation } from './range.ts'
import { parseTermsAggregation } from './terms.ts'
import { parseTopHits } from './top-hits.ts'

const buckets: ReadonlyMap<string, AggregationParser> = new Map([
  ['terms', parseTermsAggregation],
  ['date_histogram', parseDateHistogram],
  ['range', parseRangeAggregation],
  ['filter', parseFilter],
  ['filters', parseFilters],
  ['missing', parseMissing],
])
const metrics: ReadonlyMap<string, AggregationParser> = new Map([
  ...metricParsers,
  ['top_hits', parseTopHits] as const,
])

const parseOne = (definition: unknown, path: BodyPath, parseQuery: ParseQuery): Aggregation => {
  const name = String(path.at(-1))
  if (!isRecord(definition)) {
    throw new BodyFault(`Expected [START_OBJECT] under [${name}], but got a [${tokenName(definition)}]`, path)
  }
  if (/[[\]>]/.test(name)) {
    const rule = "Aggregation names can contain any character except '[', ']', and '>'"
    throw new BodyFault(`Invalid aggregation name [${name}]. ${rule}`, path)
  }
  const insides = ['aggs', 'aggregations'].filter((key) => Object.hasOwn(definition, key))
  const [kind, second] = Object.keys(definition).filter((key) => !insides.includes(key) && key !== 'meta')
  if (definition['meta'] !== undefined)
    throw illegalArgument(`[meta] of the aggregation [${name}] is not known to local Elasticsearch`)
  if (kind === undefined)
    throw new BodyFault(`Missing definition for aggregation [${name}]`, path, { at: 'end' })
  const parser = buckets.get(kind) ?? metrics.get(kind)
  if (parser === undefined) throw new BodyFault(`Unknown aggregation type [${kind}]`, [...path, kind])
  if (second !== undefined) {
    const reason = `Found two aggregation type definitions in [${name}]: [${kind}] and [${second}]`
    throw new BodyFault(reason, [...path, second])
  }
  const [inside] = insides
  const inner =
    inside === undefined
      ? new Map<string, Aggregation>()
      : parseAggregations(definition[inside], [...path, inside], parseQuery)
  if (inner.size > 0 && !buckets.has(kind))
    throw illegalArgument(`Aggregator [${name}] of type [${kind}] cannot accept sub-aggregations`)
  return parser({ name, kind, body: optionsOf(definition[kind]), path, inner, parseQuery })
}

/** Parses `{"name": {"terms": {...}, "aggs": {...}}, ...}`. */
export const parseAggregations = (body: unknown, path: BodyPath, parseQuery: ParseQuery): Aggregations =>
  new Map(
    Object.entries(isRecord(body) ? body : {}).map(([name, definition]) => [
      name,
      parseOne(definition, [...path, name], parseQuery),
    ]),
  )
