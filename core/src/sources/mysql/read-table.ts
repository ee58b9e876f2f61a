import type mysql from 'mysql2'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import type { SourceDocument, SourcePage } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import { keptRows } from './kept-rows.ts'
import type { Column, Table } from './list-tables.ts'
import { quoted } from './quoted.ts'
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

/** What of a table is read. */
export interface Reading {
  /** Rows written since then, where the table shows when a row was written; else all of them. */
  since?: Date | undefined
  /** The key after which a listing goes on. */
  after?: string | undefined
  rules: readonly SyncRule[]
  checkpointAt: (after: string) => JsonObject
}

const wholeNumbers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint'])

/** The one whole number that is the key: rows are read in its order, so that a listing can go on after each. */
const orderOf = ({ columns }: Table): string | undefined => {
  const [key, ...more] = columns.filter((column) => column.key)
  return key !== undefined && more.length === 0 && wholeNumbers.has(key.type) ? key.name : undefined
}

const rowsOf = (
  client: mysql.Connection,
  table: Table,
  { since, after, rules }: Reading,
): AsyncGenerator<SourceDocument> => {
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ')
  const keys = table.columns.filter(({ key }) => key).map(({ name }) => name)
  const order = orderOf(table)
  const written = table.written === undefined ? undefined : quoted(table.written)
  const kept = keptRows(rules, table)
  const conditions = [
    ...(kept === undefined ? [] : [kept]),
    ...(since !== undefined && written !== undefined
      ? [`(${written} >= FROM_UNIXTIME(${Math.floor(since.getTime() / 1000)}) OR ${written} IS NULL)`]
      : []),
    ...(order !== undefined && after !== undefined ? [`${quoted(order)} > ${after}`] : []),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  const inOrder = order === undefined ? '' : ` ORDER BY ${quoted(order)}`
  return documentsOf(client, `SELECT ${columns} FROM ${quoted(table.name)}${where}${inOrder}`, {
    name: table.name,
    keys,
    columnsOf: () => table.columns,
  })
}

/** After each page the listing can go on after its last row. */
async function* withCheckpoints(
  pages: AsyncIterable<SourcePage>,
  table: Table,
  { checkpointAt }: Reading,
): AsyncGenerator<SourcePage> {
  const inOrder = orderOf(table) !== undefined
  for await (const page of pages) {
    yield page
    const last = page.kind === 'documents' ? page.documents.at(-1)?.id : undefined
    const after = last?.slice(table.name.length + 1)
    // Of a very long name the id is a digest, in which there is no key.
    if (inOrder && after !== undefined && /^-?\d+$/.test(after))
      yield { kind: 'checkpoint', at: checkpointAt(after) }
  }
}

/** The pages of one table, inside the transaction that holds the snapshot, and how it ended. */
export async function* readTable(
  client: mysql.Connection,
  table: Table,
  reading: Reading,
): AsyncGenerator<SourcePage> {
  const part = table.name
  if (!table.columns.some(({ key }) => key)) {
    return yield { kind: 'skipped', part, reason: 'it has no primary key', expected: true }
  }
  try {
    yield* withCheckpoints(inPages(part, rowsOf(client, table, reading)), table, reading)
  } catch (error) {
    const reason = ofTheTable.get(coded.safeParse(error).data?.code ?? '')
    if (reason === undefined) throw error
    return yield { kind: 'skipped', part, reason, expected: false }
  }
  yield { kind: 'end', part, ...(reading.after !== undefined && { resumed: true }) }
}
