import type pg from 'pg'
import { z } from 'zod'

export interface Table {
  oid: number
  schema: string
  name: string
  /** Of the rows of a query: the tables that it stands for, and itself. */
  tables?: readonly string[]
  from?: string
  /** Blocks of a table that is one file, which can be read in pieces; null for all others. */
  blocks?: number | null
  /** That file: another one after the table was emptied, or put into another order; null where it is none. */
  file?: number | null
  /** False for views and foreign tables, whose rows have no transaction. */
  stored: boolean
  readable: boolean
  columns: Column[]
}

export interface Column {
  name: string
  /** Name of the type in pg_type, domains resolved: `int4`, `timestamptz`, `_float8` for an array of float8. */
  type: string
  /** Digits after the point that a numeric is declared with; null where it is not declared. */
  scale: number | null
  precision: number | null
  key: boolean
}

const row = z.object({
  oid: z.number(),
  table: z.string(),
  stored: z.boolean(),
  blocks: z.coerce.number().nullable(),
  file: z.number().nullable(),
  readable: z.boolean(),
  column: z.string(),
  type: z.string(),
  typmod: z.number(),
  key: z.boolean(),
})

// Partitions are read through their parent. Type modifier of numeric: (precision << 16 | scale) + 4, and -1 for none.
const query = `
  WITH RECURSIVE base AS (
    SELECT oid, oid AS of, typname, typtype, typbasetype, -1 AS typmod FROM pg_catalog.pg_type
    UNION ALL
    SELECT t.oid, b.of, t.typname, t.typtype, t.typbasetype, d.typtypmod
      FROM base b
      JOIN pg_catalog.pg_type d ON d.oid = b.oid AND b.typtype = 'd'
      JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype
  )
  SELECT c.oid, c.relname AS "table", c.relkind IN ('r', 'p') AS stored,
         CASE WHEN c.relkind = 'r' AND NOT c.relhassubclass
              THEN pg_relation_size(c.oid) / current_setting('block_size')::int END AS blocks,
         CASE WHEN c.relkind = 'r' THEN pg_relation_filenode(c.oid) END AS file, has_table_privilege(c.oid, 'SELECT') AS readable, a.attname AS "column",
         b.typname AS type, CASE WHEN a.atttypmod = -1 THEN b.typmod ELSE a.atttypmod END AS typmod,
         coalesce(a.attnum = ANY (i.indkey), false) AS key
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN base b ON b.of = a.atttypid AND b.typtype <> 'd'
    LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'f') AND NOT c.relispartition
     AND ($2::text[] IS NULL OR c.relname = ANY ($2))
   ORDER BY c.relname, a.attnum`

/** What a numeric is declared with, from its type modifier. */
export const numericOf = (type: string, typmod: number): Pick<Column, 'scale' | 'precision'> => {
  const declared = type === 'numeric' && typmod >= 4 ? typmod - 4 : null
  return {
    scale: declared === null ? null : declared & 0x7ff,
    precision: declared === null ? null : (declared >> 16) & 0xffff,
  }
}

/** Tables and views of a schema with their columns, by name. `names` null: all of them. */
export const listTables = async (
  client: pg.Client,
  schema: string,
  names: string[] | null,
): Promise<Table[]> => {
  const answer = await client.query(query, [schema, names])
  const tables = new Map<string, Table>()
  for (const found of z.array(row).parse(answer.rows)) {
    const { oid, stored, readable, blocks, file } = found
    const table = tables.get(found.table) ?? {
      oid,
      schema,
      name: found.table,
      blocks,
      file,
      stored,
      readable,
      columns: [],
    }
    const { column, type, key, typmod } = found
    table.columns.push({ name: column, type, key, ...numericOf(type, typmod) })
    tables.set(found.table, table)
  }
  return [...tables.values()]
}
