import type { Scalar } from '../../mappings/field-types.ts'
import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault } from '../body-fault.ts'
import { illegalArgument, isScalar, toNumber } from '../body-values.ts'
import { exactColumn, numberColumn, searchableField } from '../field-columns.ts'
import { checkSearchable, fieldTerm, queryNumber } from '../field-term.ts'
import { scannedMatches, slotMatches } from '../matches.ts'
import type { Matcher, QueryContext, QueryParser } from '../query.ts'

const MAX_TERMS = 65_536

const compile = (
  context: QueryContext,
  path: string,
  { values, boost }: { values: readonly Scalar[]; boost: number },
): Matcher => {
  const { reader, root } = context
  if (path === '_id') {
    return () =>
      slotMatches(
        reader,
        values.flatMap((value) => reader.slotOf(String(value)) ?? []),
        boost,
      )
  }
  const field = searchableField(root, path)
  if (field !== undefined) checkSearchable(context, field)
  if (field?.kind === 'exact') {
    const column = exactColumn(reader, field, path)
    return () =>
      slotMatches(
        reader,
        values.flatMap((value) => column.slots(String(value))),
        boost,
      )
  }
  if (field?.kind === 'number' && !field.type.startsWith('date')) {
    const column = numberColumn(reader, field)
    const wanted = new Set(values.map((value) => queryNumber(context, field, value)))
    return () => {
      const slots: number[] = []
      column.scan(
        (number) => wanted.has(number),
        (slot) => slots.push(slot),
      )
      return slotMatches(reader, slots, boost)
    }
  }
  const matchers = values.map((value) =>
    fieldTerm(context, path, { value, options: { boost, constant: true } }),
  )
  return () => {
    const found = matchers.map((matcher) => matcher(false).bits)
    return scannedMatches(reader, (slot) => found.some((bits) => bits[slot] === 1), boost)
  }
}

/** `{"terms": {"field": ["a", "b"], "boost": 1}}`. */
export const parseTerms: QueryParser = (body, path) => {
  if (!isRecord(body)) throw new BodyFault('[terms] query malformed, no start_object after query name', path)
  const { boost = 1, ...fields } = body
  const [first, second] = Object.entries(fields)
  if (first === undefined)
    throw new BodyFault(
      '[terms] query requires a field name, followed by array of terms or a document lookup specification',
      path,
      { at: 'end' },
    )
  if (second !== undefined)
    throw new BodyFault('[terms] query does not support multiple fields', [...path, second[0]])
  const [field, list] = first
  if (!Array.isArray(list)) throw new BodyFault(`[terms] query does not support [${field}]`, [...path, field])
  const values = list.map((value: unknown) => {
    if (isScalar(value)) return value
    throw value === null
      ? illegalArgument('No value specified for terms query')
      : new BodyFault(`[terms] query does not support [${field}]`, [...path, field])
  })
  if (values.length > MAX_TERMS) {
    throw illegalArgument(
      `failed to create query: The number of terms [${values.length}] used in the Terms Query request has exceeded the allowed maximum of [${MAX_TERMS}]. ` +
        'This maximum can be set by changing the [index.max_terms_count] index level setting.',
    )
  }
  const score = toNumber(boost)
  return (context) => compile(context, field, { values, boost: score })
}
