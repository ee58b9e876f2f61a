import { z } from 'zod'
import type { KeyedTable } from '../sql/keyed-table.ts'
import { columnExpression, quoted, wholeNumbers } from './column-expression.ts'
import type { OpenConnection } from './connection.ts'

/** Types of the CLR have no name of the system's, aliases none of their own. */
const tablesQuery = `
  SELECT o.name, c.name,
         COALESCE(TYPE_NAME(NULLIF(c.system_type_id, 240)), TYPE_NAME(c.user_type_id)),
         c.precision, c.scale, CASE WHEN kc.column_id IS NULL THEN 0 ELSE 1 END
    FROM sys.objects o
    JOIN sys.columns c ON c.object_id = o.object_id
    LEFT JOIN sys.indexes k ON k.object_id = o.object_id AND k.is_primary_key = 1
    LEFT JOIN sys.index_columns kc
      ON kc.object_id = o.object_id AND kc.index_id = k.index_id AND kc.column_id = c.column_id
   WHERE o.schema_id = SCHEMA_ID(@schema) AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0
   ORDER BY o.name, c.column_id`

const row = z.tuple([z.string(), z.string(), z.string(), z.number(), z.number(), z.number()])

export interface Table extends KeyedTable {
  /** The column that counts up whenever a row is written, where there is one. */
  version?: string | undefined
}

interface Listed {
  name: string
  type: string
  precision: number
  scale: number
  isKey: boolean
}

export const tableOf = (schema: string, name: string, columns: readonly Listed[]): Table => {
  const keys = columns.filter(({ isKey }) => isKey)
  const [key] = keys
  const version = columns.find(({ type }) => type === 'timestamp')?.name
  return {
    name,
    part: `${schema}.${name}`,
    from: `${quoted(schema)}.${quoted(name)}`,
    columns: columns.map((column) => ({ name: column.name, ...columnExpression(column) })),
    // In alphabetical order, as in Elastic's service.
    keys: keys.map((one) => one.name).toSorted(),
    order:
      keys.length === 1 && key !== undefined && wholeNumbers.has(key.type) ? quoted(key.name) : undefined,
    version: version === undefined ? undefined : quoted(version),
  }
}

/** Tables and views of a schema with their columns, by name: those of which the user may see something. */
export const listTables = async (
  { rows }: Pick<OpenConnection, 'rows'>,
  schema: string,
): Promise<Table[]> => {
  const tables = new Map<string, Listed[]>()
  for await (const found of rows(tablesQuery, { schema })) {
    const [table, name, type, precision, scale, key] = row.parse(found)
    tables.set(table, [...(tables.get(table) ?? []), { name, type, precision, scale, isKey: key === 1 }])
  }
  return [...tables].map(([name, columns]) => tableOf(schema, name, columns))
}
