import type { Kind } from '../sql/column-value.ts'

/** Names of Oracle, quoted: then they are taken as they are written. */
export const quoted = (name: string): string => `"${name}"`

export interface ServerColumn {
  name: string
  /** As the server names it, such as `NUMBER`, `VARCHAR2`, `TIMESTAMP(6)`. */
  type: string
  /** Of a type that somebody made, or that is made of several. */
  isObject: boolean
  precision: number | null
  scale: number | null
}

/** Digits that fit Elasticsearch's long, whatever they are. */
const longDigits = 18

const numberText = (column: string): string => `TO_CHAR(${column}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')`
const timeText = (column: string, fraction: string): string =>
  `TO_CHAR(${column}, 'YYYY-MM-DD"T"HH24:MI:SS${fraction}')`

/** Whole numbers of few digits stay whole; others keep a point, so that their field becomes a double. */
const numberKind = ({ precision, scale }: ServerColumn): Kind =>
  scale === 0 && precision !== null && precision <= longDigits ? 'number' : 'wide'

/** What the driver would round or cut is text by the time it gets there. Undefined: it is left out. */
export const columnExpression = (column: ServerColumn): { expression: string; kind: Kind } | undefined => {
  const name = quoted(column.name)
  if (column.type === 'XMLTYPE') return { expression: `XMLSERIALIZE(CONTENT ${name} AS CLOB)`, kind: 'text' }
  // There is no text for it that everybody would want.
  if (column.isObject || column.type === 'BFILE' || column.type === 'VECTOR') return undefined
  // Elastic's service has it as a number where it has no fraction; so it is in ids.
  if (column.type === 'NUMBER') return { expression: numberText(name), kind: numberKind(column) }
  if (column.type === 'FLOAT') return { expression: numberText(name), kind: 'wide' }
  if (column.type === 'DATE') return { expression: timeText(name, ''), kind: 'time' }
  if (/^TIMESTAMP.*TIME ZONE$/.test(column.type)) {
    const utc = `SYS_EXTRACT_UTC(CAST(${name} AS TIMESTAMP WITH TIME ZONE))`
    return { expression: timeText(utc, '.FF"Z"'), kind: 'time' }
  }
  if (column.type.startsWith('TIMESTAMP')) return { expression: timeText(name, '.FF'), kind: 'time' }
  if (column.type.startsWith('INTERVAL')) return { expression: `TO_CHAR(${name})`, kind: 'text' }
  if (column.type.endsWith('ROWID')) return { expression: `ROWIDTOCHAR(${name})`, kind: 'text' }
  if (['RAW', 'LONG RAW', 'BLOB'].includes(column.type)) return { expression: name, kind: 'bytes' }
  if (['BINARY_FLOAT', 'BINARY_DOUBLE'].includes(column.type)) return { expression: name, kind: 'number' }
  if (column.type === 'BOOLEAN') return { expression: name, kind: 'boolean' }
  return { expression: name, kind: column.type === 'JSON' ? 'json' : 'text' }
}

export const isWhole = ({ type, scale }: ServerColumn): boolean => type === 'NUMBER' && scale === 0
