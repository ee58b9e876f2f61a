import { zoneOffset } from '../../mappings/date-format.ts'
import type { Scalar } from '../../mappings/field-types.ts'
import { isRecord } from '../../mappings/is-record.ts'
import type { FieldNode } from '../../mappings/mapping-tree.ts'
import { shown } from '../../mappings/shown.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, illegalArgument, isScalar, singleField, toNumber } from '../body-values.ts'
import { exactColumn, numberColumn, searchableField, wordsColumn } from '../field-columns.ts'
import { checkSearchable, queryDate } from '../field-term.ts'
import { noMatches, slotMatches } from '../matches.ts'
import type { Matcher, QueryContext, QueryParser } from '../query.ts'
import { failedToCreate } from '../shard-exception.ts'

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const
type Bound = (typeof BOUNDS)[number]

interface Range {
  bounds: ReadonlyMap<Bound, Scalar>
  boost: number
  format: string | undefined
  /** Milliseconds that local time lies before UTC. */
  zone: number
}

/** True when the value, compared with each bound, lies inside. */
const inside = <T extends string | number>(bounds: ReadonlyMap<Bound, T>): ((value: T) => boolean) => {
  const [gt, gte, lt, lte] = BOUNDS.map((bound) => bounds.get(bound))
  return (value) =>
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
}

const numberBound = (
  context: QueryContext,
  field: FieldNode,
  { bound, value, range }: { bound: Bound; value: Scalar; range: Range },
): number => {
  if (field.type.startsWith('date')) {
    const roundUp = bound === 'gt' || bound === 'lte'
    return queryDate(field, value, { now: context.now, roundUp, zone: range.zone, format: range.format })
  }
  if (field.type === 'boolean') return value === true || value === 'true' ? 1 : 0
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
  if (Number.isNaN(number))
    throw failedToCreate(context.index, `For input string: "${value}"`, 'number_format_exception')
  return number
}

const compile = (context: QueryContext, path: string, range: Range): Matcher => {
  const { reader, root } = context
  const field = searchableField(root, path)
  if (field === undefined) return () => noMatches(reader)
  checkSearchable(context, field)
  if (field.kind === 'number') {
    const column = numberColumn(reader, field)
    const bounds = [...range.bounds].map(
      ([bound, value]) => [bound, numberBound(context, field, { bound, value, range })] as const,
    )
    return () => {
      const slots: number[] = []
      column.scan(inside(new Map(bounds)), (slot) => slots.push(slot))
      return slotMatches(reader, slots, range.boost)
    }
  }
  const passes = inside(new Map([...range.bounds].map(([bound, value]) => [bound, String(value)])))
  if (field.kind === 'exact') {
    const column = exactColumn(reader, field, path)
    return () =>
      slotMatches(
        reader,
        [...column.terms()].filter(passes).flatMap((term) => column.slots(term)),
        range.boost,
      )
  }
  const column = wordsColumn(reader, field)
  return () => {
    const postings = [...column.terms()].filter(passes).flatMap((term) => column.postings(term))
    return slotMatches(
      reader,
      postings.filter((_, at) => at % 2 === 0),
      range.boost,
    )
  }
}

/** `{"range": {"field": {"gte": 1, "lt": 2}}}`, dates with `format`, `time_zone` and date math. */
export const parseRange: QueryParser = (body, path) => {
  const { field, value, path: valuePath } = singleField('range', body, path)
  if (!isRecord(value)) throw new BodyFault(`[range] query does not support [${field}]`, valuePath)
  checkKeys('range', value, {
    keys: [...BOUNDS, 'boost', 'format', 'time_zone', 'relation'],
    path: valuePath,
  })
  const bounds = new Map<Bound, Scalar>()
  for (const bound of BOUNDS) {
    const limit = value[bound]
    if (isScalar(limit)) bounds.set(bound, limit)
    else if (limit !== undefined && limit !== null)
      throw new BodyFault(`[range] query does not support [${bound}]`, [...valuePath, bound])
  }
  const zone = value['time_zone'] === undefined ? 'Z' : shown(value['time_zone'])
  if (!/^(Z|UTC|[+-]\d\d:?\d\d)$/.test(zone)) throw illegalArgument(`Unknown time-zone ID: ${zone}`)
  const format = value['format'] === undefined ? undefined : shown(value['format'])
  const range: Range = { bounds, boost: toNumber(value['boost'] ?? 1), format, zone: zoneOffset(zone) }
  return (context) => compile(context, field, range)
}
