import { z } from 'zod'
import type { ConfigurationField } from '../protocol/connector.ts'

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

/** The same as it is stored, still without its value. */
export const storedField = (
  { key: _key, ...field }: FieldDefinition,
  at: number,
): Omit<ConfigurationField, 'value'> => ({
  ...field,
  display: field.display ?? (field.options.length > 0 ? 'dropdown' : displays[field.type]),
  order: field.order ?? at + 1,
  default_value: field.default_value ?? null,
})
