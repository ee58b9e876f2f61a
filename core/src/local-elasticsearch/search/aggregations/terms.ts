import type { FieldNode } from '../../mappings/mapping-tree.ts'
import { BodyFault } from '../body-fault.ts'
import { toInteger } from '../body-values.ts'
import type { Aggregation, AggregationParser } from './aggregation.ts'
import { parseOrder } from './bucket-order.ts'
import { Bucket, prepareInside } from './collect-all.ts'
import { checkOptions, fieldOf, fieldValues, printerOf, type Value } from './field-values.ts'

// The last ones are about how a cluster spreads the work.
const options = [
  'field',
  'size',
  'order',
  'min_doc_count',
  'missing',
  'shard_size',
  'execution_hint',
  'collect_mode',
]
const fractions = ['double', 'float', 'half_float', 'scaled_float']

const keyed = (field: FieldNode | undefined, key: Value): Record<string, unknown> => {
  const print = printerOf(field)
  return typeof key === 'string' || print === undefined ? { key } : { key, key_as_string: print(key) }
}

const slotsOf = (slots: Map<Value, number[]>, value: Value): number[] => {
  const known = slots.get(value) ?? []
  slots.set(value, known)
  return known
}

/** `terms`: a bucket for each value, the most frequent first unless `order` says otherwise. */
export const parseTermsAggregation: AggregationParser = (definition): Aggregation => {
  checkOptions(definition, options)
  fieldOf(definition)
  const { kind, body, path, inner } = definition
  const size = toInteger(body['size'] ?? 10)
  const least = toInteger(body['min_doc_count'] ?? 1)
  const refuse = (option: string, reason: string): BodyFault =>
    new BodyFault(`[${kind}] failed to parse field [${option}]: ${reason}`, [...path, kind, option], {
      type: 'x_content_parse_exception',
    })
  if (size < 1) throw refuse('size', 'it must be greater than 0')
  if (least < 0) throw refuse('min_doc_count', `it must be 0 or more, and is ${least}`)
  const order = parseOrder(body['order'], inner, { _count: 'desc' })
  return () => {
    const buckets = new Map<Value, Bucket>()
    let field: FieldNode | undefined
    const bucketOf = (key: Value): Bucket => {
      const bucket = buckets.get(key) ?? new Bucket(inner)
      buckets.set(key, bucket)
      return bucket
    }
    return {
      on: (context) => {
        const column = fieldValues(context, definition)
        field ??= column.field
        prepareInside(inner, context)
        return (bits) => {
          if (least === 0) {
            const visible = context.visible()
            for (let slot = 0; slot < bits.length; slot++)
              if (visible[slot] === 1) for (const value of column.values(slot)) bucketOf(value)
          }
          const slots = new Map<Value, number[]>()
          for (let slot = 0; slot < bits.length; slot++) {
            if (bits[slot] !== 1) continue
            for (const value of new Set(column.values(slot))) {
              if (inner.size === 0) bucketOf(value).count++
              else slotsOf(slots, value).push(slot)
            }
          }
          for (const [value, found] of slots) {
            const own = new Uint8Array(bits.length)
            for (const slot of found) own[slot] = 1
            bucketOf(value).add(context, own)
          }
        }
      },
      result: (typed) => {
        const sorted = [...buckets].filter(([, { count }]) => count >= least).toSorted(order)
        const others = sorted.slice(size).reduce((sum, [, { count }]) => sum + count, 0)
        return {
          doc_count_error_upper_bound: 0,
          sum_other_doc_count: others,
          buckets: sorted
            .slice(0, size)
            .map(([key, bucket]) => ({ ...keyed(field, key), ...bucket.result(typed) })),
        }
      },
      type: () => {
        if (field?.kind !== 'number') return 'sterms'
        return fractions.includes(field.type) ? 'dterms' : 'lterms'
      },
    }
  }
}
