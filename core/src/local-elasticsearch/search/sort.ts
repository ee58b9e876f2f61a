import { isRecord } from '../mappings/is-record.ts'
import type { Scalar } from '../mappings/field-types.ts'
import { shown } from '../mappings/shown.ts'
import { type BodyPath, unknownField, unparsableField } from './body-fault.ts'
import { illegalArgument, isScalar } from './body-values.ts'

/** One entry of `sort`. */
export interface SortField {
  field: string
  descending: boolean
  /** Where documents without a value go, or the value that they count with. */
  missing: Scalar
  mode: 'min' | 'max' | undefined
  unmappedType: string | undefined
  format: string | undefined
}

const KEYS = ['order', 'missing', 'mode', 'unmapped_type', 'format']

const toOrder = (order: unknown, path: BodyPath): boolean => {
  const name = shown(order).toUpperCase()
  if (name === 'ASC' || name === 'DESC') return name === 'DESC'
  if (path.length > 0) throw unparsableField('field_sort', [...path, 'order'])
  throw illegalArgument(`No enum constant org.elasticsearch.search.sort.SortOrder.${name}`)
}

const createField = (
  field: string,
  options: Readonly<Record<string, unknown>>,
  path: BodyPath,
): SortField => {
  const {
    order = field === '_score' ? 'desc' : 'asc',
    missing = '_last',
    mode,
    unmapped_type,
    format,
  } = options
  if (!isScalar(missing)) throw unparsableField('field_sort', [...path, 'missing'])
  if (mode !== undefined && mode !== 'min' && mode !== 'max') {
    throw illegalArgument(`Sort mode [${shown(mode)}] is not known to local Elasticsearch. Use min or max.`)
  }
  return {
    field,
    descending: toOrder(order, path),
    missing,
    mode,
    unmappedType: unmapped_type === undefined ? undefined : shown(unmapped_type),
    format: format === undefined ? undefined : shown(format),
  }
}

const parseEntry = (entry: unknown, path: BodyPath): SortField[] => {
  if (typeof entry === 'string') return [createField(entry, {}, path)]
  if (!isRecord(entry))
    throw illegalArgument(
      'malformed sort format, within the sort array, an object, or an actual string are allowed',
    )
  return Object.entries(entry).map(([field, options]) => {
    const at = [...path, field]
    if (!isRecord(options)) return createField(field, { order: options }, at)
    const unknown = Object.keys(options).find((key) => !KEYS.includes(key))
    if (unknown !== undefined)
      throw unknownField(field === '_score' ? '_score' : 'field_sort', [...at, unknown])
    return createField(field, options, at)
  })
}

/** Parses `sort` of a request body. */
export const parseSort = (sort: unknown, path: BodyPath): SortField[] =>
  Array.isArray(sort)
    ? sort.flatMap((entry: unknown, at) => parseEntry(entry, [...path, at]))
    : parseEntry(sort, path)

/** Parses the URL's `sort=field:desc,other`. */
export const parseSortParameter = (text: string): SortField[] =>
  text.split(',').map((part) => {
    const colon = part.lastIndexOf(':')
    return colon === -1
      ? createField(part, {}, [])
      : createField(part.slice(0, colon), { order: part.slice(colon + 1) }, [])
  })

/** Sorting by score alone is what happens anyway. */
export const isScoreOnly = (sort: readonly SortField[]): boolean =>
  sort.length === 1 && sort[0]?.field === '_score' && sort[0].descending
