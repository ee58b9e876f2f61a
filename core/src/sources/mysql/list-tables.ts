import type mysql from 'mysql2'
import { z } from 'zod'

export interface Table {
  name: string
  columns: Column[]
}

export interface Column {
  name: string
  /** As information_schema names it, such as `int`, `decimal`, `datetime`, `longtext`. */
  type: string
  /** All digits of a number, and those after the point. */
  precision: number | null
  scale: number | null
  key: boolean
}

const row = z.object({
  table: z.string(),
  column: z.string(),
  type: z.string().toLowerCase(),
  precision: z.coerce.number().nullable(),
  scale: z.coerce.number().nullable(),
  key: z.string(),
})

const query = `
  SELECT c.TABLE_NAME AS \`table\`, c.COLUMN_NAME AS \`column\`, c.DATA_TYPE AS \`type\`,
         c.NUMERIC_PRECISION AS \`precision\`, c.NUMERIC_SCALE AS \`scale\`, c.COLUMN_KEY AS \`key\`
    FROM information_schema.COLUMNS c
   WHERE c.TABLE_SCHEMA = ? AND c.EXTRA NOT LIKE '%INVISIBLE%'
   ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`

/** Tables and views of a database with their columns, by name: those of which the user may see something. */
export const listTables = async (client: mysql.Connection, database: string): Promise<Table[]> => {
  const [rows] = await client.promise().query(query, [database])
  const tables = new Map<string, Table>()
  for (const { table: name, column, type, precision, scale, key } of z.array(row).parse(rows)) {
    const table = tables.get(name) ?? { name, columns: [] }
    table.columns.push({ name: column, type, precision, scale, key: key === 'PRI' })
    tables.set(name, table)
  }
  return [...tables.values()]
}
