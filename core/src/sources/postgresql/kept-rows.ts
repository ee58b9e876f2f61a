import pg from 'pg'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import { type ColumnKind, columnRule, type Dialect, sqlLogic } from '../column-rules.ts'
import { type Bracket, canNotTell, keptAtLeast, neverMatches } from '../push-down.ts'
import type { Column, Table } from './list-tables.ts'

const kinds: Readonly<Record<string, ColumnKind>> = {
  int2: 'whole',
  int4: 'whole',
  int8: 'whole',
  bool: 'boolean',
  text: 'text',
  varchar: 'text',
  timestamp: 'time',
  timestamptz: 'time',
  date: 'time',
}

/** Names of the documents' own fields. */
const own = new Set(['id', 'database', 'schema', 'table'])

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length

/** Characters, as PostgreSQL counts them. */
const lengthOf = (text: string): number => Array.from(text).length

const dialectOf = (encoding: string): Dialect => ({
  // A database in another encoding than UTF-8 may not know a character.
  literal: (text) =>
    text.isWellFormed() && !text.includes('\0') && (encoding === 'UTF8' || isAscii(text))
      ? `${pg.escapeLiteral(text)}::text COLLATE "C"`
      : undefined,
  bytesOf: (column) => `(${column})::text COLLATE "C"`,
  digitsOf: (column) => `(${column})::text COLLATE "C"`,
  contains: (text, literal) => `strpos(${text}, ${literal}) > 0`,
  startsWith: (text, literal, value) => `left(${text}, ${lengthOf(value)}) = ${literal}`,
  endsWith: (text, literal, value) => `right(${text}, ${lengthOf(value)}) = ${literal}`,
  time: (iso) => `'${iso}'`,
  isTime: () => 'TRUE',
})

/**
 * A condition on a table's rows, named `t`, that every row meets which sync rules keep; undefined where nothing is known
 * of the others.
 */
export const keptRows = (
  rules: readonly SyncRule[],
  table: Table,
  { encoding, reference }: { encoding: string; reference: (column: Column) => string },
): string | undefined => {
  // The types of a query's columns are not always known.
  if (table.from !== undefined) return undefined
  const dialect = dialectOf(encoding)
  const bracketOf = (rule: SyncRule): Bracket<string> => {
    if (own.has(rule.field)) return canNotTell
    const named = ({ name }: Column): boolean =>
      `${table.schema}_${table.name}_${name}`.toLowerCase() === rule.field
    // Of two columns that meet in one field the later wins.
    const column = table.columns.findLast(named)
    if (column === undefined) return neverMatches
    const kind = kinds[column.type]
    return kind === undefined ? canNotTell : columnRule(reference(column), kind, { rule, dialect })
  }
  const kept = keptAtLeast(rules, bracketOf, sqlLogic)
  if (typeof kept === 'string') return kept
  return kept ? undefined : 'FALSE'
}
