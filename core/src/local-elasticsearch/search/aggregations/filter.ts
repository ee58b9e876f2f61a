import { isRecord } from '../../mappings/is-record.ts'
import { shown } from '../../mappings/shown.ts'
import { illegalArgument, toFlag } from '../body-values.ts'
import type { Bits } from '../matches.ts'
import type { Query } from '../query.ts'
import type { Aggregation, AggregationParser } from './aggregation.ts'
import { Bucket, prepareInside } from './collect-all.ts'
import { checkOptions, fieldOf, fieldValues } from './field-values.ts'

const both = (left: Bits, right: Bits): Bits => left.map((bit, slot) => bit & (right[slot] ?? 0))

/** `filter`: the documents that a query matches as well. */
export const parseFilter: AggregationParser = ({ kind, body, path, inner, parseQuery }) => {
  const query = parseQuery(body, [...path, kind])
  return () => {
    const bucket = new Bucket(inner)
    return {
      on: (context) => {
        const matcher = query(context)
        prepareInside(inner, context)
        return (bits) => bucket.add(context, both(bits, matcher(false).bits))
      },
      result: (typed) => bucket.result(typed),
      type: () => kind,
    }
  }
}

/** `missing`: the documents without a value. */
export const parseMissing: AggregationParser = (definition) => {
  checkOptions(definition, ['field'])
  fieldOf(definition)
  const { kind, inner } = definition
  return () => {
    const bucket = new Bucket(inner)
    return {
      on: (context) => {
        const { values } = fieldValues(context, definition)
        prepareInside(inner, context)
        return (bits) =>
          bucket.add(
            context,
            bits.map((bit, slot) => (bit === 1 && values(slot).length === 0 ? 1 : 0)),
          )
      },
      result: (typed) => bucket.result(typed),
      type: () => kind,
    }
  }
}

/** `filters`: a bucket for each of several queries, by name or by place, and perhaps one for the rest. */
export const parseFilters: AggregationParser = (definition): Aggregation => {
  checkOptions(definition, ['filters', 'other_bucket', 'other_bucket_key'])
  const { kind, body, path, inner, parseQuery } = definition
  const { filters, other_bucket_key: otherKey } = body
  const named = isRecord(filters)
  if (!named && !Array.isArray(filters)) throw illegalArgument('[filters] cannot be empty.')
  const below = [...path, kind, 'filters']
  const queries: (readonly [string, Query])[] = named
    ? Object.entries(filters).map(([name, clause]) => [name, parseQuery(clause, [...below, name])] as const)
    : filters.map((clause: unknown, at) => [String(at), parseQuery(clause, [...below, at])] as const)
  const withRest = otherKey !== undefined || toFlag(body['other_bucket'] ?? false)
  return () => {
    const buckets = queries.map(() => new Bucket(inner))
    const rest = new Bucket(inner)
    return {
      on: (context) => {
        const matchers = queries.map(([, query]) => query(context))
        prepareInside(inner, context)
        return (bits) => {
          const found = matchers.map((matcher) => both(bits, matcher(false).bits))
          for (const [at, matches] of found.entries()) buckets[at]?.add(context, matches)
          if (!withRest) return
          rest.add(
            context,
            bits.map((bit, slot) => (found.some((matches) => matches[slot] === 1) ? 0 : bit)),
          )
        }
      },
      result: (typed) => {
        const results = buckets.map((bucket, at) => [queries[at]?.[0] ?? '', bucket.result(typed)] as const)
        const all = withRest
          ? [...results, [shown(otherKey ?? '_other_'), rest.result(typed)] as const]
          : results
        return { buckets: named ? Object.fromEntries(all) : all.map(([, result]) => result) }
      },
      type: () => kind,
    }
  }
}
