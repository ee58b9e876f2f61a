import { isIP } from 'node:net'
import { illegalArgument } from '../http/common-errors.ts'
import { shown } from '../mappings/shown.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { presentValue } from './source-value.ts'

type Convert = (text: string) => unknown

const whole =
  (type: string, bits: 31n | 63n): Convert =>
  (text) => {
    const fits = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
    if (fits === undefined || fits >= 2n ** bits || fits < -(2n ** bits))
      throw illegalArgument(`unable to convert [${text}] to ${type}`)
    const number = Number(fits)
    // Longer numbers are written as they are: JavaScript would round them.
    return Number.isSafeInteger(number) ? number : JSON.rawJSON(String(fits))
  }

const fraction =
  (type: string): Convert =>
  (text) => {
    const number = text.trim() === '' ? NaN : Number(text)
    if (Number.isFinite(number)) return type === 'float' ? Math.fround(number) : number
    throw illegalArgument(`unable to convert [${text}] to ${type}`)
  }

const boolean: Convert = (text) => {
  if (/^true$/i.test(text)) return true
  if (/^false$/i.test(text)) return false
  throw illegalArgument(`[${text}] is not a boolean value, cannot convert to boolean`)
}

const ip: Convert = (text) => {
  if (isIP(text) !== 0) return text
  throw illegalArgument(`'${text}' is not an IP string literal.`)
}

const conversions: Readonly<Record<string, Convert>> = {
  integer: whole('integer', 31n),
  long: whole('long', 63n),
  float: fraction('float'),
  double: fraction('double'),
  boolean,
  string: (text) => text,
  ip,
}

/** The first type that the text fits, or the text itself. */
const auto: Convert = (text) => {
  for (const type of ['boolean', 'integer', 'long', 'double']) {
    try {
      return conversions[type]?.(text)
    } catch {
      // The next type.
    }
  }
  return text
}

/** `convert`: a value, or each value of a list, to another type. */
export const convertProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const target = options.has('target_field') ? options.field('target_field') : field
  const type = options.text('type').toLowerCase()
  const convert = type === 'auto' ? auto : Object.hasOwn(conversions, type) ? conversions[type] : undefined
  if (convert === undefined)
    throw options.failure(`[type] type [${type}] not supported, cannot convert field.`, 'type')
  const ignoreMissing = options.flag('ignore_missing', false)
  const one = (value: unknown): unknown =>
    type === 'auto' && typeof value !== 'string' ? value : convert(shown(value))
  return (document) => {
    const value = presentValue(document, field, ignoreMissing)
    if (value === undefined) return
    document.set(target, Array.isArray(value) ? value.map(one) : one(value))
  }
}
