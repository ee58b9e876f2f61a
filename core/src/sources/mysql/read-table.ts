import type mysql from 'mysql2'
import { z } from 'zod'
import type { SourceDocument, SourcePage } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import type { Column, Table } from './list-tables.ts'
import { valueInId, valueJson } from './value-json.ts'

/** Rows that are read ahead of who consumes them. */
const readAhead = 256

const rowOf = z.array(z.union([z.instanceof(Buffer), z.null()]))
const coded = z.object({ code: z.string() })

/** What can be wrong with one table while the others can be read. */
const ofTheTable = new Map([
  ['ER_TABLEACCESS_DENIED_ERROR', 'the user may not read it (grant SELECT)'],
  ['ER_COLUMNACCESS_DENIED_ERROR', 'the user may not read all of its columns (grant SELECT)'],
  ['ER_VIEW_INVALID', 'the view refers to something that is gone or that the user may not read'],
  ['ER_NO_SUCH_TABLE', 'it was dropped while the sync ran'],
  ['ER_TABLE_DEF_CHANGED', 'it was changed or emptied while the sync ran'],
  ['ER_BAD_FIELD_ERROR', 'it was changed while the sync ran'],
  ['ER_CRASHED_ON_USAGE', 'it is damaged (repair it with REPAIR TABLE)'],
])

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** Rows of a query: what they are called, and what its columns are, once they are known. */
export interface RowsOf {
  name: string
  /** Names of the columns that make the id, in its order. */
  keys: readonly string[]
  columnsOf: (fields: unknown) => readonly Column[]
}

interface Shape {
  name: string
  columns: readonly Column[]
  /** Where the columns of the id stand. */
  keys: readonly number[]
  names: readonly string[]
}

const shapeOf = ({ name, keys, columnsOf }: RowsOf, fields: unknown): Shape => {
  const columns = columnsOf(fields)
  const keyAt = keys.map((key) => columns.findIndex((column) => column.name === key))
  return { name, columns, keys: keyAt.filter((at) => at >= 0), names: fieldNames(columns) }
}

/** The id is `<table>_<key>_<key>`, and fields are the columns and `Table`, as in Elastic's service. */
const documentOf = (
  { name: table, columns, keys, names }: Shape,
  row: readonly (Buffer | null)[],
): SourceDocument => {
  const value = (index: number): Buffer | null => row[index] ?? null
  const inId = keys.flatMap((index) => {
    const column = columns[index]
    return column === undefined ? [] : [valueInId(column, value(index))]
  })
  const id = fittingId([table, ...inId].join('_'))
  let json = `{"id":${JSON.stringify(id)},"Table":${JSON.stringify(table)}`
  columns.forEach((column, index) => {
    const name = names[index]
    if (name !== undefined && name !== '') json += `,${name}:${valueJson(column, value(index))}`
  })
  return { id, json: Buffer.from(`${json}}`) }
}

/** The names of the fields in JSON; empty for a column that has to make way for the document's own field. */
const fieldNames = (columns: readonly Column[]): string[] =>
  columns.map(({ name }) => (name === 'id' || name === 'Table' ? '' : JSON.stringify(name)))

/** Streams the rows of a query. MySQL is read only as fast as documents are taken. */
export async function* documentsOf(
  client: mysql.Connection,
  sql: string,
  rows: RowsOf,
): AsyncGenerator<SourceDocument> {
  const query = client.query({ sql, rowsAsArray: true, typeCast: (field) => field.buffer() })
  let fields: unknown
  query.on('fields', (found: unknown) => (fields = found))
  const stream = query.stream({ highWaterMark: readAhead })
  // The driver tells a lost connection to the connection only; the stream would wait for ever.
  const lost = (error: Error): void => void stream.destroy(error)
  client.once('error', lost)
  let shape: Shape | undefined
  try {
    for await (const row of stream) yield documentOf((shape ??= shapeOf(rows, fields)), rowOf.parse(row))
    // A query that gives no row is looked at all the same.
    shape ??= shapeOf(rows, fields)
  } finally {
    client.off('error', lost)
  }
}

const rowsOf = (client: mysql.Connection, table: Table): AsyncGenerator<SourceDocument> => {
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ')
  const keys = table.columns.filter(({ key }) => key).map(({ name }) => name)
  return documentsOf(client, `SELECT ${columns} FROM ${quoted(table.name)}`, {
    name: table.name,
    keys,
    columnsOf: () => table.columns,
  })
}

/** The pages of one table, inside the transaction that holds the snapshot, and how it ended. */
export async function* readTable(client: mysql.Connection, table: Table): AsyncGenerator<SourcePage> {
  const part = table.name
  if (!table.columns.some(({ key }) => key)) {
    return yield { kind: 'skipped', part, reason: 'it has no primary key', expected: true }
  }
  try {
    yield* inPages(part, rowsOf(client, table))
  } catch (error) {
    const reason = ofTheTable.get(coded.safeParse(error).data?.code ?? '')
    if (reason === undefined) throw error
    return yield { kind: 'skipped', part, reason, expected: false }
  }
  yield { kind: 'end', part }
}
