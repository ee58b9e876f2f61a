import { isIP } from 'node:net'
import { compileDateFormat, DEFAULT_DATE_FORMAT } from './date-format.ts'
import { Malformed } from './malformed.ts'
import { shown } from './shown.ts'

/**
 * How search keeps a field: `exact` values are compared as they are, `number` covers dates and booleans (0, 1),
 * `words` are analysed, `none` can't be searched.
 */
export type FieldKind = 'exact' | 'number' | 'words' | 'none'

export type Scalar = string | number | boolean

/** The parsed value as search compares it; undefined: counts as no value. */
export type Parsed = string | number | undefined | Malformed

const WHOLE_RANGES: Readonly<Record<string, readonly [number, number, string]>> = {
  long: [-(2 ** 63), 2 ** 63, 'long (-9223372036854775808 - 9223372036854775807)'],
  integer: [-(2 ** 31), 2 ** 31 - 1, 'int (-2147483648 - 2147483647)'],
  short: [-(2 ** 15), 2 ** 15 - 1, 'short'],
  byte: [-(2 ** 7), 2 ** 7 - 1, 'byte'],
  unsigned_long: [0, 2 ** 64, 'unsigned long'],
}
const FRACTIONS: Readonly<Record<string, number>> = {
  double: Number.MAX_VALUE,
  float: 3.4028235677973366e38,
  half_float: 65_504,
  scaled_float: Number.MAX_VALUE,
}
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/
const MAX_TERM_BYTES = 32_766

export const kindOfType = (type: string): FieldKind => {
  if (type === 'text' || type === 'match_only_text') return 'words'
  if (['keyword', 'wildcard', 'version', 'ip', 'flattened'].includes(type)) return 'exact'
  if (type in WHOLE_RANGES || type in FRACTIONS || type === 'boolean' || type.startsWith('date'))
    return 'number'
  return 'none'
}

export const isWholeNumberType = (type: string): boolean => type in WHOLE_RANGES

const parseNumber = (type: string, value: Scalar): Parsed => {
  if (value === '') return undefined
  if (typeof value === 'boolean')
    return new Malformed(
      'Current token (VALUE_BOOLEAN) not numeric, can not use numeric value accessors',
      'x_content_parse_exception',
    )
  if (typeof value === 'string' && !NUMBER.test(value)) {
    const kind =
      type === 'long' || type === 'unsigned_long' ? 'illegal_argument_exception' : 'number_format_exception'
    return new Malformed(`For input string: "${value}"`, kind)
  }
  const number = Number(value)
  const whole = WHOLE_RANGES[type]
  if (whole) {
    const [low, high, name] = whole
    if (number >= low && number <= high) return Math.trunc(number)
    return typeof value === 'number'
      ? new Malformed(`Numeric value (${value}) out of range of ${name}`, 'x_content_parse_exception')
      : new Malformed(`Value [${value}] is out of range for ${type === 'integer' ? 'an' : 'a'} ${type}`)
  }
  if (Math.abs(number) > (FRACTIONS[type] ?? Infinity)) {
    return new Malformed(`[${type}] supports only finite values, but got [${number > 0 ? '' : '-'}Infinity]`)
  }
  return type === 'float' ? Math.fround(number) : number
}

const parseBoolean = (value: Scalar): Parsed => {
  if (value === true || value === 'true') return 1
  if (value === false || value === 'false' || value === '') return 0
  return typeof value === 'number'
    ? new Malformed('Current token (VALUE_NUMBER_INT) not of boolean type', 'x_content_parse_exception')
    : new Malformed(`Failed to parse value [${value}] as only [true] or [false] are allowed.`)
}

const parseDate = (format: string, value: Scalar): Parsed => {
  if (value === '') return new Malformed('cannot parse empty datetime')
  const time = compileDateFormat(format)?.parse(String(value))
  return time ?? new Malformed(`failed to parse date field [${value}] with format [${format}]`)
}

const parseExact = (field: string, value: Scalar, ignoreAbove: number, indexed: boolean): Parsed => {
  const text = String(value)
  if (text.length > ignoreAbove) return undefined
  if (text.length * 3 > MAX_TERM_BYTES && indexed && Buffer.byteLength(text) > MAX_TERM_BYTES) {
    const prefix = Buffer.from(text.slice(0, 30)).subarray(0, 30).toJSON().data.join(', ')
    return new Malformed(
      `Document contains at least one immense term in field="${field}" (whose UTF8 encoding is longer than the max length ` +
        `${MAX_TERM_BYTES}), all of which were skipped. Please correct the analyzer to not produce such terms. ` +
        `The prefix of the first immense term is: '[${prefix}]...'`,
    )
  }
  return text
}

/** Parses one scalar as a field of the type takes it. `parameters` as `GET _mapping` shows them. */
export const parseScalar = (
  field: { path: string; type: string; parameters: Readonly<Record<string, unknown>> },
  value: Scalar,
): Parsed => {
  const { type, parameters } = field
  switch (kindOfType(type)) {
    case 'words':
      return String(value)
    case 'exact': {
      if (type === 'ip' && isIP(String(value)) === 0)
        return new Malformed(`'${value}' is not an IP string literal.`)
      const indexed = parameters['index'] !== false || parameters['doc_values'] !== false
      return parseExact(field.path, value, Number(parameters['ignore_above'] ?? Infinity), indexed)
    }
    case 'number':
      if (type === 'boolean') return parseBoolean(value)
      if (type.startsWith('date')) return parseDate(shown(parameters['format'] ?? DEFAULT_DATE_FORMAT), value)
      return parseNumber(type, value)
    case 'none':
      return undefined
  }
}
