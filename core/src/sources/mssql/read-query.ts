import { PatchbayError } from '../../errors.ts'
import type { SourcePage } from '../data-source.ts'
import { inPages } from '../in-pages.ts'
import { documentsOf, type Naming } from '../sql/keyed-table.ts'
import { refuseRule, type TableRule } from '../table-rules.ts'
import type { OpenConnection } from './connection.ts'
import { numberOf } from './explain-error.ts'
import type { Table } from './list-tables.ts'
import type { Settings } from './settings.ts'

/** A value as JSON takes it. */
const plain = (value: unknown): unknown => (value instanceof Buffer ? value.toString('base64') : value)

async function* plainRows(first: readonly unknown[], rest: AsyncIterable<readonly unknown[]>) {
  yield first.map(plain)
  for await (const row of rest) yield row.map(plain)
}

/** What tells the rows apart: the columns that the rule names, else the primary keys of its tables. */
const keysOf = ({ place, tables, idColumns }: TableRule, found: readonly Table[]): string[] => {
  const keys = tables.flatMap((name) => {
    const table = found.find((one) => one.name === name)
    if (table === undefined)
      throw refuseRule(`${place}.tables`, `the schema has no table "${name}" that the user may read`)
    return table.keys
  })
  if (idColumns !== undefined) return idColumns
  if (keys.length > 0) return [...new Set(keys)]
  throw refuseRule(`${place}.id_columns`, 'must name columns, since the tables have no primary key')
}

const namingOf = ({ database, schema }: Settings, { tables }: TableRule): Naming => ({
  idOf: (part, keys) => [database, schema, part, ...keys].join('_'),
  fieldOf: (part, column) => `${schema}_${part}_${column}`.toLowerCase(),
  // A list, as in Elastic's service.
  more: () => ({ database, schema, table: tables }),
})

/** The rows of an advanced rule's query as documents of its tables; how the part ended is the caller's to tell. */
export async function* readQuery(
  { rows, columns }: Pick<OpenConnection, 'rows' | 'columns'>,
  rule: TableRule,
  { settings, tables }: { settings: Settings; tables: readonly Table[] },
): AsyncGenerator<SourcePage> {
  const keys = keysOf(rule, tables)
  const naming = namingOf(settings, rule)
  async function* documents() {
    const found = rows(rule.query)
    const first = await found.next()
    const names = columns()
    const missing = keys.find((key) => !names.includes(key))
    if (missing !== undefined)
      throw refuseRule(
        `${rule.place}.id_columns`,
        `the query gives no column "${missing}", which tells rows apart`,
      )
    if (first.done === true) return
    const shape = {
      name: rule.part,
      keys,
      columns: names.map((name) => ({ name, kind: 'json' as const, expression: '' })),
    }
    yield* documentsOf(shape, naming, plainRows(first.value, found))
  }
  try {
    yield* inPages(`${settings.schema}.${rule.part}`, documents())
  } catch (error) {
    if (numberOf(error) === undefined || error instanceof PatchbayError) throw error
    throw refuseRule(
      `${rule.place}.query`,
      error instanceof Error ? error.message.replace(/\.$/, '') : String(error),
      error,
    )
  }
}
