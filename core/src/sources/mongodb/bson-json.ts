import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb'
import type { Settings } from './settings.ts'

/** What becomes of dates outside the years 1 to 9999. */
export type DateConversion = Settings['datetime_conversion']

/** A date outside those years, where the configuration says that this is an error. */
export class DateOutOfRange extends Error {}

const earliest = Date.parse('0001-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** ISO 8601 in UTC without a zone, and without a fraction of nothing but zeros, as Elastic's service writes it. */
const isoText = (milliseconds: number): string => {
  const text = new Date(milliseconds).toISOString().slice(0, -1)
  return text.endsWith('.000') ? text.slice(0, -4) : text.replace(/\.(\d{3})$/, '.$1000')
}

const dateJson = (date: Date, conversion: DateConversion): string => {
  // A date beyond what JavaScript's own dates hold arrives as an invalid one; which one it was is lost.
  const milliseconds = date.getTime()
  if (conversion === 'DATETIME_MS') return Number.isNaN(milliseconds) ? 'null' : String(milliseconds)
  if (milliseconds >= earliest && milliseconds <= latest) return `"${isoText(milliseconds)}"`
  if (conversion === 'DATETIME_CLAMP')
    return Number.isNaN(milliseconds) ? 'null' : `"${isoText(milliseconds < earliest ? earliest : latest)}"`
  if (conversion === 'DATETIME_AUTO') return Number.isNaN(milliseconds) ? 'null' : String(milliseconds)
  throw new DateOutOfRange('a date outside the years 1 to 9999')
}

/** Whole numbers that Elasticsearch's long holds; others keep a point, so that their field becomes a double. */
const doubleJson = (value: number): string => (Number.isFinite(value) ? JSON.stringify(value) : 'null')

const decimalJson = (value: Decimal128): string => {
  const text = value.toString()
  if (!/\d/.test(text)) return 'null'
  return /[.E]/.test(text) || text.replace('-', '').length <= 18 ? text : `${text}.0`
}

const binaryText = (value: Binary): string =>
  value.sub_type === Binary.SUBTYPE_UUID && value.length() === 16
    ? value.toUUID().toHexString()
    : value.toString('base64')

const objectJson = (value: object, conversion: DateConversion): string => {
  const members: string[] = []
  for (const [name, member] of Object.entries(value)) {
    members.push(`${JSON.stringify(name)}:${bsonJson(member, conversion)}`)
  }
  return `{${members.join(',')}}`
}

/**
 * A value of MongoDB as JSON text: numbers keep all digits, ids and UUIDs are their text, other bytes are base64, what
 * JSON has no word for (NaN, infinite numbers, the smallest and the largest key) is null.
 * @throws DateOutOfRange
 */
export const bsonJson = (value: unknown, conversion: DateConversion): string => {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') return doubleJson(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => bsonJson(item, conversion)).join(',')}]`
  if (value instanceof Date) return dateJson(value, conversion)
  if (value instanceof ObjectId) return `"${value.toHexString()}"`
  if (value instanceof Decimal128) return decimalJson(value)
  if (value instanceof Binary) return JSON.stringify(binaryText(value))
  if (value instanceof Timestamp) return `"${isoText(value.getHighBitsUnsigned() * 1000)}"`
  if (value instanceof Long) return value.toString()
  if (value instanceof BSONRegExp) return JSON.stringify(`/${value.pattern}/${value.options}`)
  if (value instanceof Code) return JSON.stringify(value.code)
  if (value instanceof BSONSymbol) return JSON.stringify(value.value)
  if (value instanceof DBRef) return objectJson(value.toJSON(), conversion)
  if (value instanceof MinKey || value instanceof MaxKey) return 'null'
  return typeof value === 'object' ? objectJson(value, conversion) : 'null'
}

/** The text of a document's `_id`, as Elastic's service makes it where the id is a text, a number, an id or a UUID. */
export const idText = (id: unknown): string => {
  if (typeof id === 'string') return id
  if (typeof id === 'boolean') return id ? 'True' : 'False'
  if (id instanceof Date && !Number.isNaN(id.getTime())) return isoText(id.getTime()).replace('T', ' ')
  const json = bsonJson(id, 'DATETIME_MS')
  return json.startsWith('"') ? json.slice(1, -1) : json
}
