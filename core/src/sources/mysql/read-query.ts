import type mysql from 'mysql2'
import { z } from 'zod'
import type { SourcePage } from '../data-source.ts'
import { inPages } from '../in-pages.ts'
import { refuseRule, type TableRule } from '../table-rules.ts'
import type { Column, Table } from './list-tables.ts'
import { documentsOf } from './read-table.ts'

/** What the protocol numbers the types by which values are told apart; the rest is text. */
const typeNames: Readonly<Record<number, string>> = {
  0: 'decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  12: 'datetime',
  13: 'year',
  16: 'bit',
  245: 'json',
  246: 'decimal',
  255: 'geometry',
}
const binaryCharset = 63
const stringTypes = new Set([249, 250, 251, 252, 253, 254])

const fieldSchema = z.object({
  name: z.string(),
  columnType: z.number(),
  characterSet: z.number(),
  columnLength: z.number(),
  decimals: z.number(),
})

const columnOf = (field: z.infer<typeof fieldSchema>, keys: readonly string[]): Column => {
  const { name, columnType, characterSet, columnLength, decimals } = field
  const isBytes = stringTypes.has(columnType) && characterSet === binaryCharset
  return {
    name,
    type: isBytes ? 'blob' : (typeNames[columnType] ?? 'text'),
    precision: columnLength,
    scale: decimals,
    key: keys.includes(name),
  }
}

/** What tells the rows apart: the columns that the rule names, else the primary keys of its tables. */
const keysOf = ({ place, tables, idColumns }: TableRule, known: readonly Table[]): string[] => {
  const found = tables.map((name) => {
    const table = known.find((one) => one.name === name)
    if (table === undefined)
      throw refuseRule(`${place}.tables`, `the database has no table "${name}" that the user may read`)
    return table
  })
  if (idColumns !== undefined) return idColumns
  const keys = found.flatMap(({ columns }) => columns.filter(({ key }) => key).map(({ name }) => name))
  if (keys.length > 0) return [...new Set(keys)]
  throw refuseRule(`${place}.id_columns`, 'must name columns, since the tables have no primary key')
}

const requireKeys = (columns: readonly Column[], keys: readonly string[], place: string): void => {
  for (const name of keys)
    if (!columns.some((column) => column.name === name))
      throw refuseRule(`${place}.id_columns`, `the query gives no column "${name}", which tells rows apart`)
}

/** The rows of an advanced rule's query as documents of its tables; how the part ended is the caller's to tell. */
export async function* readQuery(
  client: mysql.Connection,
  rule: TableRule,
  known: readonly Table[],
): AsyncGenerator<SourcePage> {
  const { place, part, query } = rule
  const keys = keysOf(rule, known)
  const columnsOf = (fields: unknown): Column[] => {
    const columns = z
      .array(fieldSchema)
      .parse(fields)
      .map((field) => columnOf(field, keys))
    requireKeys(columns, keys, place)
    // The id is made of the keys in the order in which the rule names them.
    return columns
  }
  try {
    yield* inPages(part, documentsOf(client, query, { name: part, keys, columnsOf }))
  } catch (error) {
    const { data } = z.object({ sqlState: z.string(), message: z.string() }).safeParse(error)
    // Class 42: what the query says is wrong, or not allowed.
    if (data?.sqlState.startsWith('42') === true) throw refuseRule(`${place}.query`, data.message, error)
    throw error
  }
}
