import pg from 'pg'
import { idExpression } from './id-expression.ts'
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

/** Quick: PostgreSQL writes the whole object by itself. */
const byRow = (id: string, fields: readonly Field[], from: string): string => {
  const list = fields.map(({ name, expression }) => `${expression} AS ${escapeIdentifier(name)}`).join(', ')
  return `SELECT d.id, row_to_json(d)::text FROM (SELECT ${id} AS id, ${list} FROM ${from}) d`
}

/** Slower, for names of any length: the object is put together field by field. */
const byField = (id: string, fields: readonly Field[], from: string): string => {
  const members = fields.map(
    ({ name, expression }) =>
      `${escapeLiteral(`,${JSON.stringify(name)}:`)} || coalesce(to_json(${expression})::text, 'null')`,
  )
  return `SELECT ${id}, '{"id":' || to_json(${id})::text || ${members.join(' || ')} || '}' FROM ${from}`
}

/**
 * SQL that yields one row a document: its id and its JSON text, with the fields that Elastic's service gives
 * (`<schema>_<table>_<column>`, `database`, `schema`, `table`) and `id`. The table must have a key.
 */
export const selectDocuments = (database: string, table: Table, serverVersion: number): string => {
  const reference = (column: Column): string => `t.${escapeIdentifier(column.name)}`
  const id = idExpression(database, table, reference)
  const fields = [
    ...columnFields(table, reference, serverVersion),
    { name: 'database', expression: `${escapeLiteral(database)}::text` },
    { name: 'schema', expression: `${escapeLiteral(table.schema)}::text` },
    { name: 'table', expression: `${escapeLiteral(table.name)}::text` },
  ]
  const from = `${escapeIdentifier(table.schema)}.${escapeIdentifier(table.name)} t`
  const fits = fields.every(({ name }) => Buffer.byteLength(name) <= longestIdentifier)
  return fits ? byRow(id, fields, from) : byField(id, fields, from)
}
