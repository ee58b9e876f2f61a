import { z } from 'zod'
import type { KeyedTable } from '../sql/keyed-table.ts'
import { columnExpression, isWhole, quoted, type ServerColumn } from './column-expression.ts'
import type { OpenConnection } from './connection.ts'

/** The user's own tables, as in Elastic's service: not views, nor what lies in the recycle bin. */
const tablesQuery = `
  SELECT c.table_name, c.column_name, c.data_type, c.data_type_owner, c.data_precision, c.data_scale, k.position
    FROM user_tab_cols c
    JOIN user_tables t ON t.table_name = c.table_name
    LEFT JOIN user_constraints p ON p.table_name = c.table_name AND p.constraint_type = 'P'
    LEFT JOIN user_cons_columns k
      ON k.constraint_name = p.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name
   WHERE c.hidden_column = 'NO' AND t.dropped = 'NO' AND t.nested = 'NO'
   ORDER BY c.table_name, c.column_id`

const row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
])

export interface Listed extends ServerColumn {
  /** Where it stands in the primary key. */
  position: number | null
}

export const tableOf = (name: string, columns: readonly Listed[]): KeyedTable => {
  const keys = columns
    .filter(({ position }) => position !== null)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
  const [key] = keys
  return {
    name,
    part: name,
    from: quoted(name),
    columns: columns.flatMap((column) => {
      const read = columnExpression(column)
      return read === undefined ? [] : [{ name: column.name, ...read }]
    }),
    keys: keys.map((one) => one.name),
    order: keys.length === 1 && key !== undefined && isWhole(key) ? quoted(key.name) : undefined,
  }
}

/** The tables of the user with their columns, by name. */
export const listTables = async ({ rows }: Pick<OpenConnection, 'rows'>): Promise<KeyedTable[]> => {
  const tables = new Map<string, Listed[]>()
  for await (const found of rows(tablesQuery)) {
    const [table, name, type, owner, precision, scale, position] = row.parse(found)
    const column = { name, type, isObject: owner !== null && type !== 'XMLTYPE', precision, scale, position }
    tables.set(table, [...(tables.get(table) ?? []), column])
  }
  return [...tables].map(([name, columns]) => tableOf(name, columns))
}
