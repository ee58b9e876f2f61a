import { z } from 'zod'

const fieldSchema = z.looseObject({
  type: z.string().optional(),
  analyzer: z.string().optional(),
  index: z.union([z.boolean(), z.string()]).optional(),
  get properties() {
    return z.record(z.string(), fieldSchema).optional()
  },
  get fields() {
    return z.record(z.string(), fieldSchema).optional()
  },
})
type Field = z.infer<typeof fieldSchema>

export const mappingsSchema = z.looseObject({ properties: z.record(z.string(), fieldSchema).optional() })

const ofField = (path: string, field: Field): FieldRow[] => [
  // An object without a type is only a place for others.
  ...(field.type === undefined && field.properties !== undefined
    ? []
    : [
        {
          field: path,
          type: field.type ?? 'object',
          alsoAs: Object.entries(field.fields ?? {}).map(([name, { type }]) => `.${name} (${type ?? '?'})`),
          analyzer: field.analyzer ?? null,
          searchable: String(field.index ?? true) !== 'false',
        },
      ]),
  ...fieldRows(field, `${path}.`),
]

export interface FieldRow {
  field: string
  type: string
  /** Further ways to search it: `.enum (keyword)`. */
  alsoAs: string[]
  analyzer: string | null
  searchable: boolean
}

/** The fields of a mapping, one row each, in the order of their names. */
export const fieldRows = ({ properties }: z.infer<typeof mappingsSchema>, prefix = ''): FieldRow[] =>
  Object.entries(properties ?? {})
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([name, field]) => ofField(`${prefix}${name}`, field))
