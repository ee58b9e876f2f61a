import { pythonBytes } from '../python-bytes.ts'
import type { Column } from './list-tables.ts'

/** Digits that fit Elasticsearch's long, whatever they are. */
const longDigits = 18

/** ZEROFILL pads with zeros, which JSON forbids. */
const digits = (text: string): string => text.replace(/^(-?)0+(?=\d)/, '$1')

/** Whole numbers up to 18 digits fit a long; others keep a point, so that their field becomes a double. */
const decimal = (text: string, { precision, scale }: Column): string =>
  scale === 0 && (precision ?? 0) > longDigits ? `${digits(text)}.0` : digits(text)

/** MySQL can hold dates that no calendar has: `0000-00-00`, `2024-00-10`. */
const isNoDate = (text: string): boolean => /^0000|-00/.test(text.slice(0, 10))

/** The time without a fraction of nothing but zeros. */
const withoutZeros = (text: string): string => text.replace(/\.0+$/, '')

/** Types whose values are bytes, not text; those of geometries among them. */
const isBinary = ({ type }: Column): boolean =>
  /blob$|binary$|^(geometry|geomcollection|geometrycollection|(multi)?(point|linestring|polygon))$/.test(type)

/** A column's value as JSON: numbers keep all digits, times are ISO 8601 in UTC, bytes are base64. */
export const valueJson = (column: Column, value: Buffer | null): string => {
  if (value === null) return 'null'
  switch (column.type) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'year':
      return digits(value.toString('latin1'))
    case 'float':
    case 'double':
      return digits(value.toString('latin1'))
    case 'decimal':
      return decimal(value.toString('latin1'), column)
    case 'date': {
      const text = value.toString('latin1')
      return isNoDate(text) ? 'null' : `"${text}"`
    }
    case 'datetime':
    case 'timestamp': {
      const text = value.toString('latin1')
      return isNoDate(text) ? 'null' : `"${withoutZeros(text).replace(' ', 'T')}"`
    }
    case 'json':
      return value.toString('utf8')
    case 'bit':
      return BigInt(`0x${value.toString('hex') || '0'}`).toString()
    default:
      return JSON.stringify(isBinary(column) ? value.toString('base64') : value.toString('utf8'))
  }
}

/** The value as Python prints it, since Elastic's service makes ids that way. */
export const valueInId = (column: Column, value: Buffer | null): string => {
  if (value === null) return 'None'
  if (column.type === 'bit' || isBinary(column)) return pythonBytes(value)
  const text = value.toString('utf8')
  switch (column.type) {
    case 'datetime':
    case 'timestamp': {
      const [time, fraction = ''] = withoutZeros(text).split('.')
      return fraction === '' ? `${time}` : `${time}.${fraction.padEnd(6, '0')}`
    }
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
      return digits(text)
    default:
      return text
  }
}
