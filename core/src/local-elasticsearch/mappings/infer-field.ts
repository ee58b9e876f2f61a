import { compileDateFormat, DEFAULT_DATE_FORMAT } from './date-format.ts'
import type { DynamicType } from './dynamic-templates.ts'
import { templateMapping } from './dynamic-templates.ts'
import type { Mappings } from './mapping.ts'
import { normalizeField } from './normalize-field.ts'

const SLASHED = 'yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis'
const DEFAULT_TEXT = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }

const detectDate = (text: string): Record<string, unknown> | undefined => {
  if (!/\d{4}[-/]/.test(text)) return undefined
  if (compileDateFormat(DEFAULT_DATE_FORMAT)?.parse(text) !== undefined) return { type: 'date' }
  if (compileDateFormat(SLASHED)?.parse(text) !== undefined)
    return { type: 'date', format: SLASHED, locale: '' }
  return undefined
}

const inferString = (mappings: Mappings, text: string): [DynamicType, Record<string, unknown>] => {
  const date = mappings['date_detection'] === false ? undefined : detectDate(text)
  if (date) return ['date', date]
  if (mappings['numeric_detection'] === true && /^[+-]?\d+$/.test(text)) return ['long', { type: 'long' }]
  if (mappings['numeric_detection'] === true && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
    return ['double', { type: 'float' }]
  return ['string', DEFAULT_TEXT]
}

const inferType = (
  mappings: Mappings,
  value: string | boolean | { number: string },
): [DynamicType, Record<string, unknown>] => {
  if (typeof value === 'boolean') return ['boolean', { type: 'boolean' }]
  if (typeof value === 'string') return inferString(mappings, value)
  // The spelling decides: 1.0 is a float.
  return /[.eE]/.test(value.number) ? ['double', { type: 'float' }] : ['long', { type: 'long' }]
}

/** The definition that a new field gets from its first value. Numbers come as they were spelled. */
export const inferField = (
  mappings: Mappings,
  field: { name: string; path: string },
  value: string | boolean | { number: string },
): Record<string, unknown> => {
  const [dynamicType, definition] = inferType(mappings, value)
  const defaultType = String(definition['type'])
  const template = templateMapping(mappings['dynamic_templates'], { ...field, dynamicType, defaultType })
  return template === undefined ? definition : normalizeField(field.path, template)
}

/** The definition that a new object gets: by template, else a plain object. */
export const inferObject = (
  mappings: Mappings,
  field: { name: string; path: string },
): Record<string, unknown> => {
  const template = templateMapping(mappings['dynamic_templates'], {
    ...field,
    dynamicType: 'object',
    defaultType: 'object',
  })
  return template ?? { type: 'object' }
}
