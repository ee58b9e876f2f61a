import type pg from 'pg'
import { z } from 'zod'
import { refuseRule, type TableRule } from '../table-rules.ts'
import { type Column, listTables, numericOf, type Table } from './list-tables.ts'

const typeRow = z.array(z.object({ oid: z.number(), name: z.string() }))

// Domains count as what they are made of, as in tables.
const typesQuery = `
  WITH RECURSIVE base AS (
    SELECT oid, oid AS of, typname, typtype, typbasetype FROM pg_catalog.pg_type WHERE oid = ANY ($1)
    UNION ALL
    SELECT t.oid, b.of, t.typname, t.typtype, t.typbasetype
      FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype AND b.typtype = 'd'
  )
  SELECT of AS oid, typname AS name FROM base WHERE typtype <> 'd'`

const bare = (query: string): string => query.trim().replace(/;+$/, '')

/** The columns that a query gives, without running it. */
const columnsOf = async (client: pg.Client, query: string, place: string): Promise<Column[]> => {
  const answer = await client.query(`SELECT * FROM (${query}\n) t LIMIT 0`).catch((error: unknown): never => {
    throw refuseRule(`${place}.query`, error instanceof Error ? error.message : String(error), error)
  })
  const oids = [...new Set(answer.fields.map(({ dataTypeID }) => dataTypeID))]
  const types = typeRow.parse((await client.query(typesQuery, [oids])).rows)
  return answer.fields.map(({ name, dataTypeID, dataTypeModifier }) => {
    const type = types.find(({ oid }) => oid === dataTypeID)?.name ?? 'text'
    return { name, type, key: false, ...numericOf(type, dataTypeModifier) }
  })
}

/** What tells the rows apart: the columns that the rule names, else the primary keys of its tables. */
const keysOf = async (client: pg.Client, schema: string, rule: TableRule): Promise<string[]> => {
  if (rule.idColumns !== undefined) return rule.idColumns
  const tables = await listTables(client, schema, rule.tables)
  const keys = tables.flatMap(({ columns }) => columns.filter(({ key }) => key).map(({ name }) => name))
  return [...new Set(keys)]
}

/** An advanced rule as a table to read: the rows of its query. */
export const queryTable = async (client: pg.Client, schema: string, rule: TableRule): Promise<Table> => {
  const query = bare(rule.query)
  for (const name of rule.tables) {
    const [found] = await listTables(client, schema, [name])
    if (found === undefined)
      throw refuseRule(`${rule.place}.tables`, `the schema ${schema} has no table "${name}"`)
  }
  const columns = await columnsOf(client, query, rule.place)
  const keys = await keysOf(client, schema, rule)
  if (keys.length === 0) {
    throw refuseRule(`${rule.place}.id_columns`, 'must name columns, since the tables have no primary key')
  }
  const keyColumns = keys.map((name) => {
    const column = columns.find((one) => one.name === name)
    if (column === undefined)
      throw refuseRule(
        `${rule.place}.id_columns`,
        `the query gives no column "${name}", which tells rows apart`,
      )
    return { ...column, key: true }
  })
  return {
    oid: 0,
    schema,
    name: rule.part,
    tables: rule.tables,
    from: `(${query}\n)`,
    stored: false,
    readable: true,
    columns: [...keyColumns, ...columns.filter(({ name }) => !keys.includes(name))],
  }
}
