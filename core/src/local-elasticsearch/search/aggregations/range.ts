import { isRecord } from '../../mappings/is-record.ts'
import { shown } from '../../mappings/shown.ts'
import type { FieldNode } from '../../mappings/mapping-tree.ts'
import { BodyFault, type BodyPath } from '../body-fault.ts'
import { illegalArgument, toFlag, toNumber } from '../body-values.ts'
import type { Aggregation, AggregationParser, Definition } from './aggregation.ts'
import { Bucket, prepareInside } from './collect-all.ts'
import { checkOptions, fieldOf, fieldValues, isNumber, printerOf, type Value } from './field-values.ts'

interface Span {
  key: string | undefined
  from: number
  to: number
}

/** Numbers stand in keys as Java writes them: `10.0`, `1.0E7`. */
const asInJava = (limit: number): string => {
  const size = Math.abs(limit)
  const isShort = size === 0 || (size >= 1e-3 && size < 1e7)
  const [digits = '', exponent] = (isShort ? String(limit) : limit.toExponential()).split('e')
  const fraction = digits.includes('.') ? digits : `${digits}.0`
  return exponent === undefined ? fraction : `${fraction}E${Number(exponent)}`
}

const limit = (value: unknown, none: number): number =>
  value === undefined || value === null ? none : toNumber(value)

const checkRanges = ({ kind, body, path }: Definition): Readonly<Record<string, unknown>>[] => {
  const { ranges = [] } = body
  const refuse = (what: string, at: BodyPath): BodyFault =>
    new BodyFault(`[${kind}] ${what}`, [...path, kind, 'ranges', ...at], {
      type: 'x_content_parse_exception',
      at: at.length > 1 ? 'key' : 'start',
    })
  if (!Array.isArray(ranges)) throw refuse('failed to parse field [ranges]', [])
  return ranges.map((range: unknown, at) => {
    if (!isRecord(range)) throw refuse('failed to parse field [ranges]', [at])
    const unknown = Object.keys(range).find((name) => !['key', 'from', 'to'].includes(name))
    if (unknown !== undefined) throw refuse(`unknown field [${unknown}]`, [at, unknown])
    return range
  })
}

/** In the order of where they begin and end, whatever order they were given in. */
const spansOf = (ranges: readonly Readonly<Record<string, unknown>>[]): Span[] =>
  ranges
    .map(({ key, from, to }) => ({
      key: key === undefined ? undefined : shown(key),
      from: limit(from, -Infinity),
      to: limit(to, Infinity),
    }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to)

const show = ({ key, from, to }: Span, print: ReturnType<typeof printerOf>): Record<string, unknown> => {
  const inKey = (end: number): string => (Number.isFinite(end) ? (print ?? asInJava)(end) : '*')
  return {
    key: key ?? `${inKey(from)}-${inKey(to)}`,
    ...(Number.isFinite(from) && { from, from_as_string: print?.(from) }),
    ...(Number.isFinite(to) && { to, to_as_string: print?.(to) }),
  }
}

/** `range`: a bucket for each span of numbers, its beginning in it and its end not. */
export const parseRangeAggregation: AggregationParser = (definition): Aggregation => {
  checkOptions(definition, ['field', 'ranges', 'keyed', 'missing'])
  fieldOf(definition)
  const ranges = checkRanges(definition)
  const { kind, body, path, inner } = definition
  const isKeyed = toFlag(body['keyed'] ?? false)
  return () => {
    let field: FieldNode | undefined
    let spans: { span: Span; bucket: Bucket }[] | undefined
    return {
      on: (context) => {
        if (ranges.length === 0)
          throw illegalArgument(`No [ranges] specified for the [${String(path.at(-1))}] aggregation`)
        const column = fieldValues(context, definition, isNumber)
        field ??= column.field
        const all = (spans ??= spansOf(ranges).map((span) => ({ span, bucket: new Bucket(inner) })))
        prepareInside(inner, context)
        return (bits) => {
          for (const { span, bucket } of all) {
            const isIn = (value: Value): boolean => Number(value) >= span.from && Number(value) < span.to
            bucket.add(
              context,
              bits.map((bit, slot) => (bit === 1 && column.values(slot).some(isIn) ? 1 : 0)),
            )
          }
        }
      },
      result: (typed) => {
        const print = printerOf(field)
        const all = (spans ?? []).map(({ span, bucket }) => ({
          ...show(span, print),
          ...bucket.result(typed),
        }))
        if (!isKeyed) return { buckets: all }
        return { buckets: Object.fromEntries(all.map(({ key, ...rest }) => [shown(key), rest])) }
      },
      type: () => kind,
    }
  }
}
