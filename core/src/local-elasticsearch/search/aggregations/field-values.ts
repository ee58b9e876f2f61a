import { isRecord } from '../../mappings/is-record.ts'
import type { FieldNode } from '../../mappings/mapping-tree.ts'
import { BodyFault } from '../body-fault.ts'
import { illegalArgument, isScalar } from '../body-values.ts'
import { exactColumn, numberColumn, searchableField } from '../field-columns.ts'
import { dateFormatOf, queryDate, queryNumber } from '../field-term.ts'
import type { QueryContext } from '../query.ts'
import type { Definition } from './aggregation.ts'

export type Value = string | number

/** The values that an aggregation reads, from one index. */
export interface FieldValues {
  /** Undefined where the index has no such field. */
  field: FieldNode | undefined
  values(slot: number): readonly Value[]
}

/** Refuses options that the aggregation doesn't have, or that local Elasticsearch doesn't know. */
export const checkOptions = ({ kind, body, path }: Definition, known: readonly string[]): void => {
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new BodyFault(`[${kind}] unknown field [${unknown}]`, [...path, kind, unknown], {
    type: 'x_content_parse_exception',
    at: 'key',
  })
}

export const fieldOf = ({ body }: Definition): string => {
  const field = body['field']
  if (typeof field === 'string') return field
  throw illegalArgument('Required one of fields [field, script], but none were specified.')
}

const missingValue = (context: QueryContext, field: FieldNode, missing: unknown): Value[] => {
  if (!isScalar(missing)) return []
  if (field.kind === 'exact') return [String(missing)]
  if (field.type.startsWith('date')) {
    return [queryDate(field, missing, { now: context.now, roundUp: false })]
  }
  return [queryNumber(context, field, missing) ?? 0]
}

/** Registers the column. `only`: the kinds of field that make sense. Throws the shard's 400 for others. */
export const fieldValues = (
  context: QueryContext,
  definition: Definition,
  only: (field: FieldNode) => boolean = () => true,
): FieldValues => {
  const { kind, body } = definition
  const path = fieldOf(definition)
  const field = searchableField(context.root, path)
  if (field === undefined) return { field, values: () => [] }
  if (field.kind === 'words') {
    throw illegalArgument(
      `Fielddata is disabled on [${path}] in [${context.index.name}]. Please use a keyword field instead.`,
    )
  }
  if (!only(field)) {
    throw illegalArgument(
      `Field [${path}] of type [${field.type}] is not supported for aggregation [${kind}]`,
    )
  }
  const column =
    field.kind === 'exact' ? exactColumn(context.reader, field, path) : numberColumn(context.reader, field)
  const missing = missingValue(context, field, body['missing'])
  if (missing.length === 0) return { field, values: (slot) => column.values(slot) }
  return {
    field,
    values: (slot) => {
      const values: readonly Value[] = column.values(slot)
      return values.length === 0 ? missing : values
    },
  }
}

export const isNumber = (field: FieldNode): boolean => field.kind === 'number'

/** How the field writes a value as text; undefined where the number is enough. */
export const printerOf = (
  field: FieldNode | undefined,
  format?: string,
): ((value: number) => string) | undefined => {
  if (field?.type.startsWith('date') === true) return dateFormatOf(field, format).format.print
  return field?.type === 'boolean' ? (value) => (value === 0 ? 'false' : 'true') : undefined
}

/** The `{}` of an aggregation of any kind. */
export const optionsOf = (definition: unknown): Readonly<Record<string, unknown>> =>
  isRecord(definition) ? definition : {}
