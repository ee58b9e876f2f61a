import pg from 'pg'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import { idExpression } from './id-expression.ts'
import { keptRows } from './kept-rows.ts'
import type { Column, Table } from './list-tables.ts'
import { valueExpression } from './value-expression.ts'

const { escapeIdentifier, escapeLiteral } = pg

/** PostgreSQL cuts identifiers, and so the names that row_to_json gives, at 63 bytes. */
const longestIdentifier = 63

interface Field {
  name: string
  expression: string
}

/** Field names are lower-cased, so two columns can meet in one: the later wins, as in Elastic's service. */
const columnFields = (
  table: Table,
  reference: (column: Column) => string,
  serverVersion: number,
): Field[] => {
  const fields = new Map<string, Field>()
  for (const column of table.columns) {
    const name = `${table.schema}_${table.name}_${column.name}`.toLowerCase()
    fields.set(name, { name, expression: valueExpression(reference(column), column, serverVersion) })
  }
  return [...fields.values()]
}

/** Quick: PostgreSQL writes the whole object by itself. As json: made a text of, it would be copied twice more. */
const byRow = (id: string, fields: readonly Field[], from: string): string => {
  const list = fields.map(({ name, expression }) => `${expression} AS ${escapeIdentifier(name)}`).join(', ')
  return `SELECT d.id, row_to_json(d) FROM (SELECT ${id} AS id, ${list} FROM ${from}) d`
}

/** Slower, for names of any length: the object is put together field by field. */
const byField = (id: string, fields: readonly Field[], from: string): string => {
  const members = fields.map(
    ({ name, expression }) =>
      `${escapeLiteral(`,${JSON.stringify(name)}:`)} || coalesce(to_json(${expression})::text, 'null')`,
  )
  return `SELECT ${id}, '{"id":' || to_json(${id})::text || ${members.join(' || ')} || '}' FROM ${from}`
}

export interface Selection {
  database: string
  /** `server_version_num`: 140005 for 14.5. */
  serverVersion: number
  /** `server_encoding`: `UTF8`. */
  encoding: string
  /** A condition on the table's rows, named `t`. */
  changed?: string | undefined
  rules?: readonly SyncRule[] | undefined
}

/** The fields that all documents of a table end with, as in Elastic's service; a list where a query stands for tables. */
export const sharedMembers = ({ database }: Pick<Selection, 'database'>, table: Table): string =>
  JSON.stringify({ database, schema: table.schema, table: table.tables ?? table.name }).slice(1, -1)

/**
 * SQL that yields one row a document: its id and its JSON text, with the fields that Elastic's service gives
 * (`<schema>_<table>_<column>`) and `id`, without the shared ones. The table must have a key.
 */
export const selectDocuments = (
  { database, serverVersion, encoding, changed, rules = [] }: Selection,
  table: Table,
  piece?: string,
): string => {
  const reference = (column: Column): string => `t.${escapeIdentifier(column.name)}`
  const id = idExpression(database, table, { reference, encoding })
  const fields = columnFields(table, reference, serverVersion)
  const rows = table.from ?? `${escapeIdentifier(table.schema)}.${escapeIdentifier(table.name)}`
  const kept = keptRows(rules, table, { encoding, reference })
  const conditions = [changed, piece, kept].filter((one) => one !== undefined)
  const from = `${rows} t${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`
  const fits = fields.every(({ name }) => Buffer.byteLength(name) <= longestIdentifier)
  return fits ? byRow(id, fields, from) : byField(id, fields, from)
}
