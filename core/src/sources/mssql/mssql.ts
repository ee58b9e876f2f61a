import { PatchbayError } from '../../errors.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { DocumentsRequest, SourcePage } from '../data-source.ts'
import { serverSource } from '../server-source.ts'
import { type Naming, readKeyedTable } from '../sql/keyed-table.ts'
import { type Named, namesIn, requireNamed } from '../sql/named-tables.ts'
import { readRules } from '../sql/read-rules.ts'
import { readTables } from '../sql/read-tables.ts'
import { changedSince, cursorNow, readCheckpoint } from './change-cursor.ts'
import { openConnection, type OpenConnection } from './connection.ts'
import { explainError, numberOf } from './explain-error.ts'
import { listTables, type Table } from './list-tables.ts'
import { readQuery } from './read-query.ts'
import { parseSettings, type Settings } from './settings.ts'

/** What can be wrong with one table while the others can be read, by the number of the error. */
const ofTheTable = new Map([
  [208, 'it was dropped while the sync ran'],
  [207, 'it was changed while the sync ran'],
  [229, 'the user may not read it (grant SELECT)'],
  [230, 'the user may not read all of its columns (grant SELECT)'],
  [4413, 'the view refers to something that is gone'],
])

const namingOf = ({ database, schema }: Pick<Settings, 'database' | 'schema'>): Naming => ({
  idOf: (table, keys) => [database, schema, table, ...keys].join('_'),
  fieldOf: (table, column) => `${schema}_${table}_${column}`.toLowerCase(),
  more: (table) => ({ database, schema, table }),
})

const snapshotQuery = 'SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()'

/** One snapshot for all tables, where the database allows it; else each row as it is committed when it is read. */
const begin = async ({ rows, run }: OpenConnection): Promise<void> => {
  let state: unknown
  for await (const [found] of rows(snapshotQuery)) state = found
  const level = state === 1 ? 'SNAPSHOT' : 'READ COMMITTED'
  await run(`SET TRANSACTION ISOLATION LEVEL ${level}; BEGIN TRANSACTION`)
}

interface Asked extends Omit<DocumentsRequest, 'signal'> {
  /** A cursor: only what changed since. */
  since?: JsonObject
}

const namedOf = async (opened: OpenConnection, { schema, tables }: Settings): Promise<Named<Table>> => {
  const found = await listTables(opened, schema)
  if (found.length === 0)
    throw new PatchbayError(
      'source.refused',
      `The database has no schema "${schema}" with tables that the user may see.`,
      { field: 'schema', next: "Correct schema in the connector's configuration, or grant SELECT on it." },
    )
  return { found, wanted: namesIn(tables), partOf: (name) => `${schema}.${name}` }
}

const conditionsOf = ({ version }: Table, since: string | undefined): string[] =>
  since === undefined || version === undefined ? [] : [`${version} >= ${since}`]

async function* readAll(
  opened: OpenConnection,
  settings: Settings,
  { since, resume, advanced }: Asked,
): AsyncGenerator<SourcePage> {
  const changed = since === undefined ? undefined : changedSince(settings, since)
  const now = await cursorNow(opened, settings)
  const named = await namedOf(opened, settings)
  await begin(opened)
  if (advanced !== undefined)
    return yield* readRules(named, advanced, (rule) =>
      readQuery(opened, rule, { settings, tables: named.found }),
    )
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const cursor = before === undefined ? now : { since: before.since, settings: before.settings }
  const naming = namingOf(settings)
  yield* readTables({
    ...named,
    before,
    checkpoint: (reached) => ({ ...cursor, ...reached }),
    read: (table, from) =>
      readKeyedTable(table, {
        ...from,
        naming,
        conditions: conditionsOf(table, changed),
        rows: opened.rows,
        problemOf: (error) => ofTheTable.get(numberOf(error) ?? 0),
      }),
  })
  yield { kind: 'cursor', cursor }
}

/**
 * Microsoft SQL Server: tables with a primary key become documents. No server could be had to try it: what is tested are
 * its statements, what becomes of rows, and the roads on which its driver fails.
 */
export const mssql = serverSource({
  serviceType: 'mssql',
  advancedRules: true,
  parseSettings,
  connect: openConnection,
  explain: explainError,
  checkNames: async (opened, settings) => requireNamed(await namedOf(opened, settings)),
  documents: readAll,
  changes: (opened, settings, { cursor }) => readAll(opened, settings, { since: cursor }),
})
