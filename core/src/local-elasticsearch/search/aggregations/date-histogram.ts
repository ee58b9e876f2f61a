import type { FieldNode } from '../../mappings/mapping-tree.ts'
import { shown } from '../../mappings/shown.ts'
import { BodyFault } from '../body-fault.ts'
import { illegalArgument, toFlag, toInteger } from '../body-values.ts'
import type { Aggregation, AggregationParser, Definition } from './aggregation.ts'
import { parseOrder } from './bucket-order.ts'
import { Bucket, prepareInside } from './collect-all.ts'
import type { DateRounding } from './date-rounding.ts'
import { calendarRounding, fixedRounding } from './date-rounding.ts'
import { checkOptions, fieldOf, fieldValues, printerOf } from './field-values.ts'
import { type TimeZone, timeZone } from './time-zone.ts'
import { zonedRounding } from './zoned-rounding.ts'

const mostBuckets = 65_536
const options = [
  'field',
  'calendar_interval',
  'fixed_interval',
  'format',
  'time_zone',
  'min_doc_count',
  'keyed',
  'order',
  'missing',
]

const roundingOf = ({ kind, body, path }: Definition): DateRounding | undefined => {
  for (const [option, parse, what] of [
    ['calendar_interval', calendarRounding, 'a calendar interval'],
    ['fixed_interval', fixedRounding, 'a fixed interval'],
  ] as const) {
    const given = body[option]
    if (given === undefined) continue
    const rounding = parse(shown(given))
    if (rounding !== undefined) return rounding
    const reason = `[${kind}] failed to parse field [${option}]: [${shown(given)}] is not ${what}`
    throw new BodyFault(reason, [...path, kind, option], { type: 'x_content_parse_exception' })
  }
  return undefined
}

const zoneOf = ({ kind, body, path }: Definition): TimeZone => {
  const name = body['time_zone'] === undefined ? 'Z' : shown(body['time_zone'])
  const zone = timeZone(name)
  if (zone !== undefined) return zone
  const reason = `[${kind}] failed to parse field [time_zone]: Unknown time-zone ID: ${name}`
  throw new BodyFault(reason, [...path, kind, 'time_zone'], { type: 'x_content_parse_exception' })
}

/** With the empty ones between the first and the last, where they are wanted. */
const filled = (
  buckets: ReadonlyMap<number, Bucket>,
  { next }: DateRounding,
  empty: () => Bucket,
): [number, Bucket][] => {
  const keys = [...buckets.keys()].toSorted((a, b) => a - b)
  const all: [number, Bucket][] = []
  for (const [at, key] of keys.entries()) {
    all.push([key, buckets.get(key) ?? empty()])
    const end = keys[at + 1] ?? key
    for (let between = next(key); between < end && all.length <= mostBuckets; between = next(between))
      all.push([between, empty()])
  }
  if (all.length <= mostBuckets) return all
  throw illegalArgument(
    `Trying to create too many buckets. Must be less than or equal to: [${mostBuckets}]. ` +
      'This limit can be set by changing the [search.max_buckets] cluster level setting.',
  )
}

/** `date_histogram`: a bucket for each day, month, ... */
export const parseDateHistogram: AggregationParser = (definition): Aggregation => {
  checkOptions(definition, options)
  fieldOf(definition)
  const { kind, body, inner } = definition
  const zone = zoneOf(definition)
  const given = roundingOf(definition)
  const rounding = given && zonedRounding(given, zone)
  const format = body['format'] === undefined ? undefined : shown(body['format'])
  const least = toInteger(body['min_doc_count'] ?? 0)
  const order = parseOrder(body['order'], inner, { _key: 'asc' })
  const isKeyed = toFlag(body['keyed'] ?? false)
  return () => {
    /** By their start. */
    const buckets = new Map<number, Bucket>()
    let field: FieldNode | undefined
    const print = (start: number): string | undefined => {
      const printed = printerOf(field, format)
      // Numbers of seconds know no zones.
      if (format?.startsWith('epoch_') === true) return printed?.(start)
      return printed?.(start + zone.offset(start)).replace(/Z$/, zone.suffix(start))
    }
    const show = (start: number, bucket: Bucket, typed: boolean): Record<string, unknown> => ({
      key_as_string: print(start),
      key: start,
      ...bucket.result(typed),
    })
    return {
      on: (context) => {
        if (rounding === undefined)
          throw illegalArgument('Invalid interval specified, must be non-null and non-empty')
        const column = fieldValues(context, definition, ({ type }) => type.startsWith('date'))
        field ??= column.field
        prepareInside(inner, context)
        return (bits) => {
          const slots = new Map<number, Uint8Array>()
          for (let slot = 0; slot < bits.length; slot++) {
            if (bits[slot] !== 1) continue
            for (const value of column.values(slot)) {
              const start = rounding.round(Number(value))
              const own = slots.get(start) ?? new Uint8Array(bits.length)
              own[slot] = 1
              slots.set(start, own)
            }
          }
          for (const [start, own] of slots) {
            const bucket = buckets.get(start) ?? new Bucket(inner)
            buckets.set(start, bucket)
            bucket.add(context, own)
          }
        }
      },
      result: (typed) => {
        const all =
          least === 0 && rounding !== undefined
            ? filled(buckets, rounding, () => new Bucket(inner))
            : [...buckets].filter(([, { count }]) => count >= least)
        const list = all.toSorted(order).map(([start, bucket]) => [print(start), show(start, bucket, typed)])
        return { buckets: isKeyed ? Object.fromEntries(list) : list.map(([, bucket]) => bucket) }
      },
      type: () => kind,
    }
  }
}
