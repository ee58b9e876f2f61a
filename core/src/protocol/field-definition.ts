import { z } from 'zod'
import type { Configuration, ConfigurationField } from './connector.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** One configuration field as the Connector API defines it, with its key and without a value. */
export const fieldDefinition = z.strictObject({
  key: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/,
      'must begin with a letter and hold letters, digits, "_", "-" and "."',
    ),
  label: z.string().trim().min(1),
  type: z.enum(['str', 'int', 'list', 'bool']).default('str'),
  display: z.enum(['text', 'textbox', 'textarea', 'numeric', 'toggle', 'dropdown']).optional(),
  required: z.boolean().default(false),
  sensitive: z.boolean().default(false),
  default_value: scalar.optional(),
  depends_on: z.array(z.strictObject({ field: z.string(), value: scalar })).default([]),
  options: z.array(z.strictObject({ label: z.string(), value: scalar })).default([]),
  validations: z
    .array(
      z.strictObject({
        type: z.enum(['less_than', 'greater_than', 'list_type', 'included_in', 'regex']),
        constraint: z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]),
      }),
    )
    .default([]),
  order: z.int().optional(),
  tooltip: z.string().optional(),
  placeholder: z.string().optional(),
  category: z.string().optional(),
  ui_restrictions: z.array(z.string()).default([]),
})
export type FieldDefinition = z.infer<typeof fieldDefinition>

const displays = { str: 'textbox', int: 'numeric', list: 'textarea', bool: 'toggle' } as const

type Widget = Pick<FieldDefinition, 'display' | 'options' | 'type'>

const displayOf = ({ display, options, type }: Widget): FieldDefinition['display'] =>
  display ?? (options.length > 0 ? 'dropdown' : displays[type])

/** The same as it is stored, still without its value. */
export const storedField = (
  { key: _key, ...field }: FieldDefinition,
  at: number,
): Omit<ConfigurationField, 'value'> => ({
  ...field,
  display: displayOf(field),
  order: field.order ?? at + 1,
  default_value: field.default_value ?? null,
})

/** A stored field as it is defined, without its value; undefined for one that nobody could write down so. */
export const definitionOf = (key: string, field: ConfigurationField): FieldDefinition | undefined => {
  const known = Object.keys(fieldDefinition.shape).flatMap((name) => {
    const value = field[name]
    return value === null || value === undefined ? [] : [[name, value] as const]
  })
  const label = field.label?.trim() ? field.label : key
  return fieldDefinition.safeParse({ ...Object.fromEntries(known), label, key }).data
}

/** Whether two sets of fields are defined alike, whatever values they hold. */
export const sameDefinitions = (a: Configuration, b: Configuration): boolean => {
  const inOrder = (fields: Configuration): string =>
    JSON.stringify(
      Object.entries(fields)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, field]) => definitionOf(key, field) ?? field),
    )
  return inOrder(a) === inOrder(b)
}

const isByDefault = (field: FieldDefinition, at: number): Partial<Record<string, boolean>> => ({
  type: field.type === 'str',
  display: field.display === displayOf(field),
  required: !field.required,
  sensitive: !field.sensitive,
  order: field.order === at + 1,
})

/** A definition for a file: only what says something. */
export const shortDefinition = (field: FieldDefinition, at: number): z.input<typeof fieldDefinition> => {
  const byDefault = isByDefault(field, at)
  const says = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && byDefault[name] !== true && !(Array.isArray(value) && value.length === 0)
  const { key, label } = field
  return { key, label, ...Object.fromEntries(Object.entries(field).filter(says)) }
}
