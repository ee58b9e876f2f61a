import type { Kind } from '../sql/column-value.ts'

/** Names of SQL Server, quoted. */
export const quoted = (name: string): string => `[${name.replaceAll(']', ']]')}]`

export interface ServerColumn {
  name: string
  /** As the server names it, such as `int`, `decimal`, `datetime2`, `nvarchar`. */
  type: string
  precision: number
  scale: number
}

/** Digits that fit Elasticsearch's long, whatever they are. */
const longDigits = 18

const number =
  (size: number): ((column: string) => [string, Kind]) =>
  (column) => [`CONVERT(varchar(${size}), ${column})`, 'number']

/** Times without a zone, in ISO 8601. */
const time = (column: string): [string, Kind] => [`CONVERT(varchar(33), ${column}, 126)`, 'time']
const bytes = (column: string): [string, Kind] => [column, 'bytes']
/** Styles of floating-point numbers that lose nothing. */
const lossless = (column: string): [string, Kind] => [`CONVERT(varchar(40), ${column}, 3)`, 'number']
const shown = (column: string): [string, Kind] => [`${column}.ToString()`, 'text']

/** What a driver would round or cut is text by the time it gets there. */
const byType: Readonly<Record<string, (column: string) => [string, Kind]>> = {
  tinyint: number(20),
  smallint: number(20),
  int: number(20),
  bigint: number(20),
  money: (column) => [`CONVERT(varchar(30), ${column}, 2)`, 'number'],
  smallmoney: (column) => [`CONVERT(varchar(30), ${column}, 2)`, 'number'],
  real: lossless,
  float: lossless,
  bit: (column) => [`CONVERT(varchar(1), ${column})`, 'boolean'],
  date: (column) => [`CONVERT(varchar(10), ${column}, 23)`, 'text'],
  smalldatetime: time,
  datetime: time,
  datetime2: time,
  datetimeoffset: (column) => [`CONVERT(varchar(33), SWITCHOFFSET(${column}, '+00:00'), 127)`, 'time'],
  time: (column) => [`CONVERT(varchar(16), ${column}, 121)`, 'text'],
  binary: bytes,
  varbinary: bytes,
  image: bytes,
  timestamp: bytes,
  // Python prints it so, and ids are made of it.
  uniqueidentifier: (column) => [`LOWER(CONVERT(varchar(36), ${column}))`, 'text'],
  geometry: shown,
  geography: shown,
  hierarchyid: shown,
  sql_variant: (column) => [`CONVERT(nvarchar(4000), ${column})`, 'text'],
}

/** SQL for a column's value, and what it is in JSON. */
export const columnExpression = ({
  name,
  type,
  precision,
  scale,
}: ServerColumn): { expression: string; kind: Kind } => {
  const column = quoted(name)
  if (type === 'decimal' || type === 'numeric') {
    const kind = scale === 0 && precision > longDigits ? 'wide' : 'number'
    return { expression: `CONVERT(varchar(50), ${column})`, kind }
  }
  const [expression, kind] = byType[type]?.(column) ?? [`CONVERT(nvarchar(max), ${column})`, 'text']
  return { expression, kind }
}

export const wholeNumbers = new Set(['tinyint', 'smallint', 'int', 'bigint'])
