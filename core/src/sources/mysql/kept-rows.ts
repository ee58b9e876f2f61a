import type { SyncRule } from '../../protocol/sync-rules.ts'
import { type ColumnKind, columnRule, type Dialect, sqlLogic } from '../column-rules.ts'
import { type Bracket, canNotTell, keptAtLeast, neverMatches } from '../push-down.ts'
import type { Table } from './list-tables.ts'
import { quoted } from './quoted.ts'

const kinds: Readonly<Record<string, ColumnKind>> = {
  tinyint: 'whole',
  smallint: 'whole',
  mediumint: 'whole',
  int: 'whole',
  bigint: 'whole',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  datetime: 'time',
  timestamp: 'time',
  date: 'time',
}

/** Names of the documents' own fields. */
const own = new Set(['id', 'Table'])

const bytes = (text: string): string => `CAST(${text} AS BINARY)`

/** Texts are compared as bytes: collations take large for small letters, and don't see spaces at the end. */
const dialect: Dialect = {
  literal: (text) => (text.isWellFormed() ? `x'${Buffer.from(text).toString('hex')}'` : undefined),
  bytesOf: (column) => bytes(`CONVERT(${column} USING utf8mb4)`),
  // ZEROFILL is no part of the number.
  digitsOf: (column) => bytes(`CAST(${column} AS DECIMAL(20, 0))`),
  contains: (text, literal) => `LOCATE(${literal}, ${text}) > 0`,
  startsWith: (text, literal, value) => `LEFT(${text}, ${Buffer.byteLength(value)}) = ${literal}`,
  endsWith: (text, literal, value) => `RIGHT(${text}, ${Buffer.byteLength(value)}) = ${literal}`,
  time: (iso) => `TIMESTAMP'${iso.replace('T', ' ')}'`,
  // MySQL can hold the 0th of a month.
  isTime: (column) => `MONTH(${column}) > 0 AND DAYOFMONTH(${column}) > 0`,
}

/** A condition that every row meets which sync rules keep; undefined where nothing is known of the others. */
export const keptRows = (rules: readonly SyncRule[], { columns }: Table): string | undefined => {
  const bracketOf = (rule: SyncRule): Bracket<string> => {
    if (own.has(rule.field)) return canNotTell
    const column = columns.find(({ name }) => name === rule.field)
    if (column === undefined) return neverMatches
    const kind = kinds[column.type]
    return kind === undefined ? canNotTell : columnRule(quoted(column.name), kind, { rule, dialect })
  }
  const kept = keptAtLeast(rules, bracketOf, sqlLogic)
  if (typeof kept === 'string') return kept
  return kept ? undefined : 'FALSE'
}
