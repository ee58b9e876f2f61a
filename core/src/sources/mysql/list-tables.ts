import type mysql from 'mysql2'
import { z } from 'zod'

export interface Table {
  name: string
  columns: Column[]
  /** The column that MySQL sets to the time whenever a row is written, where there is one. */
  written: string | undefined
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
  usual: z.coerce.string(),
  extra: z.string(),
})

/** It has the time from the beginning, too, and in UTC. */
const showsWrites = ({ type, usual, extra }: z.infer<typeof row>): boolean =>
  type === 'timestamp' && /^current_timestamp/i.test(usual) && /on update current_timestamp/i.test(extra)

const query = `
  SELECT c.TABLE_NAME AS \`table\`, c.COLUMN_NAME AS \`column\`, c.DATA_TYPE AS \`type\`,
         c.NUMERIC_PRECISION AS \`precision\`, c.NUMERIC_SCALE AS \`scale\`, c.COLUMN_KEY AS \`key\`,
         c.COLUMN_DEFAULT AS \`usual\`, c.EXTRA AS \`extra\`
    FROM information_schema.COLUMNS c
   WHERE c.TABLE_SCHEMA = ? AND c.EXTRA NOT LIKE '%INVISIBLE%'
   ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`

/** Tables and views of a database with their columns, by name: those of which the user may see something. */
export const listTables = async (client: mysql.Connection, database: string): Promise<Table[]> => {
  const [rows] = await client.promise().query(query, [database])
  const tables = new Map<string, Table>()
  for (const found of z.array(row).parse(rows)) {
    const { table: name, column, type, precision, scale, key } = found
    const table = tables.get(name) ?? { name, columns: [], written: undefined }
    table.columns.push({ name: column, type, precision, scale, key: key === 'PRI' })
    if (showsWrites(found)) table.written = column
    tables.set(name, table)
  }
  return [...tables.values()]
}
