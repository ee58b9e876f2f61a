import type { Column } from './list-tables.ts'

const without = (expression: string, type: string, values: readonly string[]): string =>
  values.reduce((inner, value) => `nullif(${inner}, '${value}'::${type})`, expression)

const replaced = (expression: string, type: string, values: readonly string[]): string =>
  values.reduce((inner, value) => `array_replace(${inner}, '${value}'::${type}, NULL)`, expression)

const notNumbers = ['NaN', 'Infinity', '-Infinity']
const notTimes = ['infinity', '-infinity']

/** Infinite numerics came with PostgreSQL 14; before, even naming one is an error. */
const numericNotNumbers = (serverVersion: number): string[] =>
  serverVersion >= 140_000 ? notNumbers : ['NaN']

/** Whole numbers up to 18 digits fit Elasticsearch's long; others keep a point, so that their field becomes a double. */
const numeric = (expression: string, { scale, precision }: Column, serverVersion: number): string => {
  const finite = without(expression, 'numeric', numericNotNumbers(serverVersion))
  if (scale !== null && scale > 0 && scale <= 1000) return finite
  if (scale === 0 && precision !== null && precision <= 18) return finite
  return `CASE WHEN scale(${finite}) = 0 THEN round(${finite}, 1) ELSE ${finite} END`
}

/**
 * SQL for a column's value as JSON should have it: what JSON has no word for (NaN, infinite numbers and times) is
 * NULL, bytes are base64. Everything else is left to PostgreSQL: numerics keep all digits, times are ISO 8601 (in UTC,
 * by the session), json and arrays stay what they are, other types are their text.
 */
export const valueExpression = (expression: string, column: Column, serverVersion: number): string => {
  switch (column.type) {
    case 'numeric':
      return numeric(expression, column, serverVersion)
    case 'float4':
    case 'float8':
      return without(expression, column.type, notNumbers)
    case '_float4':
    case '_float8':
      return replaced(expression, column.type.slice(1), notNumbers)
    case '_numeric':
      return replaced(expression, 'numeric', numericNotNumbers(serverVersion))
    case 'timestamp':
    case 'timestamptz':
    case 'date':
      return without(expression, column.type, notTimes)
    case '_timestamp':
    case '_timestamptz':
    case '_date':
      return replaced(expression, column.type.slice(1), notTimes)
    case 'bytea':
      return `translate(encode(${expression}, 'base64'), E'\\n', '')`
    default:
      return expression
  }
}
