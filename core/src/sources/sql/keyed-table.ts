import type { JsonObject } from '../../lib/json.ts'
import type { SourceDocument, SourcePage } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import { type Kind, valueInId, valueJson } from './column-value.ts'

export interface Column {
  name: string
  kind: Kind
  /** SQL for its value, in the form that its kind wants. */
  expression: string
}

/** A table (or view) that is read by a statement of its own. */
export interface KeyedTable {
  name: string
  /** The part that its documents are of. */
  part: string
  /** SQL that names it. */
  from: string
  columns: readonly Column[]
  /** Names of the columns that make the id, in its order. */
  keys: readonly string[]
  /** SQL for the one whole number that is the key: rows come in its order, so that a listing can go on after each. */
  order?: string | undefined
}

/** How a service type names its documents and their fields. */
export interface Naming {
  idOf: (table: string, keys: readonly string[]) => string
  fieldOf: (table: string, column: string) => string
  /** Fields of every document of a table. */
  more: (table: string) => JsonObject
}

/** SQL that gives the rows of a table, a value for each of its columns. */
export const selectRows = (
  { from, columns, order }: KeyedTable,
  { after, conditions = [] }: { after?: string | undefined; conditions?: readonly string[] | undefined },
): string => {
  const list = columns.map(({ expression }) => expression).join(', ')
  const all = [...conditions, ...(order !== undefined && after !== undefined ? [`${order} > ${after}`] : [])]
  const where = all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`
  return `SELECT ${list} FROM ${from}${where}${order === undefined ? '' : ` ORDER BY ${order}`}`
}

/** Rows as documents. Two columns can meet in one field: the later wins, as in Elastic's service. */
export async function* documentsOf(
  { name, columns, keys }: Pick<KeyedTable, 'name' | 'columns' | 'keys'>,
  naming: Naming,
  rows: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<SourceDocument> {
  const more = naming.more(name)
  const fields = new Map(
    columns.map((column, at) => [naming.fieldOf(name, column.name), { at, kind: column.kind }]),
  )
  for (const own of ['id', ...Object.keys(more)]) fields.delete(own)
  const rest = JSON.stringify(more).slice(1)
  const keyed = keys.flatMap((key) => {
    const at = columns.findIndex((column) => column.name === key)
    const kind = columns[at]?.kind
    return kind === undefined ? [] : [{ at, kind }]
  })
  for await (const row of rows) {
    const id = fittingId(
      naming.idOf(
        name,
        keyed.map(({ at, kind }) => valueInId(kind, row[at])),
      ),
    )
    let json = `{"id":${JSON.stringify(id)},`
    for (const [field, { at, kind }] of fields)
      json += `${JSON.stringify(field)}:${valueJson(kind, row[at])},`
    yield { id, json: Buffer.from(json + rest) }
  }
}

/** The pages of a table; after each the listing can go on after the key of its last row, where that tells the order. */
export async function* tablePages(
  table: KeyedTable,
  documents: AsyncIterable<SourceDocument>,
  { naming, checkpointAt }: { naming: Naming; checkpointAt: (after: string) => JsonObject },
): AsyncGenerator<SourcePage> {
  const [before = '', behind = ''] = naming.idOf(table.name, ['\0']).split('\0')
  for await (const page of inPages(table.part, documents)) {
    yield page
    const last = page.kind === 'documents' ? page.documents.at(-1)?.id : undefined
    if (table.order === undefined || last === undefined) continue
    const after = last.slice(before.length, last.length - behind.length)
    // Of a very long name the id is a digest, in which there is no key.
    if (last.startsWith(before) && /^-?\d+$/.test(after))
      yield { kind: 'checkpoint', at: checkpointAt(after) }
  }
}

interface Reading {
  naming: Naming
  after: string | undefined
  checkpointAt: (after: string) => JsonObject
  conditions?: readonly string[] | undefined
  rows: (sql: string) => AsyncIterable<readonly unknown[]>
  /** What is wrong with this one table, of an error after which the others can be read. */
  problemOf: (error: unknown) => string | undefined
}

/** A table with a primary key, as a part. */
export async function* readKeyedTable(
  table: KeyedTable,
  { rows, naming, after, conditions, checkpointAt, problemOf }: Reading,
): AsyncGenerator<SourcePage> {
  const { part } = table
  if (table.keys.length === 0)
    return yield { kind: 'skipped', part, reason: 'it has no primary key', expected: true }
  try {
    const documents = documentsOf(table, naming, rows(selectRows(table, { after, conditions })))
    yield* tablePages(table, documents, { naming, checkpointAt })
  } catch (error) {
    const reason = problemOf(error)
    if (reason === undefined) throw error
    return yield { kind: 'skipped', part, reason, expected: false }
  }
  yield { kind: 'end', part, ...(after !== undefined && { resumed: true }) }
}
