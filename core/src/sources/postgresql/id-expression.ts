import pg from 'pg'
import type { Column, Table } from './list-tables.ts'

/** Types whose text is always short, so that the id can't outgrow the 512 bytes that Elasticsearch takes. */
const short = new Set(['int2', 'int4', 'int8', 'uuid', 'date', 'timestamp', 'timestamptz', 'bool', 'oid'])

const micros = (expression: string): string =>
  `CASE WHEN extract(microseconds FROM ${expression})::int % 1000000 = 0 THEN '' ELSE to_char(${expression}, '.US') END`

/** Python knows no time before the year 1 and none without end, for which `to_char` has no text either. */
const timeText = (expression: string, zone: string): string => {
  const text = `to_char(${expression}, 'YYYY-MM-DD HH24:MI:SS') || ${micros(expression)}${zone}`
  return `coalesce(CASE WHEN ${expression} >= '0001-01-01' THEN ${text} END, ${expression}::text)`
}

/** A key's text as Python prints it, since Elastic's service makes ids that way. */
const keyText = (expression: string, { type }: Column): string => {
  switch (type) {
    case 'bool':
      return `CASE WHEN ${expression} THEN 'True' WHEN NOT ${expression} THEN 'False' END`
    case 'timestamp':
      return timeText(expression, '')
    case 'timestamptz':
      return timeText(expression, ` || '+00:00'`)
    default:
      return `${expression}::text`
  }
}

/**
 * SQL for a document's id: `<database>_<schema>_<table>_<key>_<key>`, keys in the order of the columns; the MD5 of that
 * where it is longer than 512 bytes. Both as in Elastic's service.
 */
export const idExpression = (
  database: string,
  table: Table,
  { reference, encoding }: { reference: (column: Column) => string; encoding: string },
): string => {
  const keys = table.columns.filter((column) => column.key)
  const prefix = pg.escapeLiteral(`${database}_${table.schema}_${table.name}_`)
  const texts = keys.map((key) => keyText(reference(key), key))
  // A query may leave empty what is a key elsewhere.
  const given = table.from === undefined ? texts : texts.map((text) => `coalesce(${text}, 'None')`)
  const id = `${prefix} || ${given.join(" || '_' || ")}`
  if (
    keys.every((key) => short.has(key.type)) &&
    table.name.length + table.schema.length + database.length < 100
  ) {
    return id
  }
  const sent = encoding === 'UTF8' ? id : `convert_to(${id}, 'UTF8')`
  return `CASE WHEN octet_length(${sent}) > 512 THEN md5(convert_to(${id}, 'UTF8')) ELSE ${id} END`
}
