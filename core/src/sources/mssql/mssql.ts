import { PatchbayError } from '../../errors.ts'
import type { Json, JsonObject } from '../../lib/json.ts'
import type { DataSource, DataSourceDefinition, SourcePage } from '../data-source.ts'
import { documentsOf, type Naming, selectRows, tablePages } from '../sql/keyed-table.ts'
import { readTables } from '../sql/read-tables.ts'
import { tableRules } from '../table-rules.ts'
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

const wanted = ({ tables }: Settings): string[] | undefined =>
  tables.includes('*') ? undefined : [...new Set(tables)]

interface Reading {
  naming: Naming
  since: string | undefined
  after: string | undefined
  checkpointAt: (after: string) => JsonObject
}

async function* readTable(
  { rows }: OpenConnection,
  table: Table,
  { naming, since, after, checkpointAt }: Reading,
): AsyncGenerator<SourcePage> {
  const { part, version } = table
  if (table.keys.length === 0)
    return yield { kind: 'skipped', part, reason: 'it has no primary key', expected: true }
  const conditions = since === undefined || version === undefined ? [] : [`${version} >= ${since}`]
  try {
    const documents = documentsOf(table, naming, rows(selectRows(table, { after, conditions })))
    yield* tablePages(table, documents, { naming, checkpointAt })
  } catch (error) {
    const reason = ofTheTable.get(numberOf(error) ?? 0)
    if (reason === undefined) throw error
    return yield { kind: 'skipped', part, reason, expected: false }
  }
  yield { kind: 'end', part, ...(after !== undefined && { resumed: true }) }
}

interface Asked {
  since?: JsonObject
  resume?: JsonObject | undefined
  advanced?: Json | undefined
}

/** What advanced rules ask for. Tables that no rule is about count as listed: the rules leave them out. */
async function* readRules(
  opened: OpenConnection,
  settings: Settings,
  { found, advanced }: { found: readonly Table[]; advanced: Json },
): AsyncGenerator<SourcePage> {
  const rules = tableRules(advanced)
  for (const [name, queries] of rules) {
    for (const rule of queries) yield* readQuery(opened, rule, { settings, tables: found })
    yield { kind: 'end', part: `${settings.schema}.${name}` }
  }
  const names = wanted(settings)
  for (const { name, part } of found)
    if (!rules.has(name) && (names?.includes(name) ?? true)) yield { kind: 'end', part }
}

async function* readAll(
  opened: OpenConnection,
  settings: Settings,
  { since, resume, advanced }: Asked,
): AsyncGenerator<SourcePage> {
  const changed = since === undefined ? undefined : changedSince(settings, since)
  const now = await cursorNow(opened, settings)
  const found = await listTables(opened, settings.schema)
  if (found.length === 0)
    throw new PatchbayError(
      'source.refused',
      `The database has no schema "${settings.schema}" with tables that the user may see.`,
      { field: 'schema', next: "Correct schema in the connector's configuration, or grant SELECT on it." },
    )
  await begin(opened)
  if (advanced !== undefined) return yield* readRules(opened, settings, { found, advanced })
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const cursor = before === undefined ? now : { since: before.since, settings: before.settings }
  const naming = namingOf(settings)
  yield* readTables({
    found,
    wanted: wanted(settings),
    partOf: (name) => `${settings.schema}.${name}`,
    before,
    checkpoint: (reached) => ({ ...cursor, ...reached }),
    read: (table, from) => readTable(opened, table, { naming, since: changed, ...from }),
  })
  yield { kind: 'cursor', cursor }
}

async function* connected(settings: Settings, signal: AbortSignal, asked: Asked): AsyncGenerator<SourcePage> {
  const opened = await openConnection(settings, signal)
  try {
    yield* readAll(opened, settings, asked)
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  } finally {
    opened.destroy()
  }
}

const open = (settings: Settings): DataSource => ({
  async ping(signal) {
    const { destroy } = await openConnection(settings, signal)
    destroy()
  },
  documents: ({ signal, advanced, resume }) => connected(settings, signal, { advanced, resume }),
  changes: ({ signal, cursor }) => connected(settings, signal, { since: cursor }),
  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * Microsoft SQL Server: tables with a primary key become documents. No server could be had to try it: what is tested are
 * its statements, what becomes of rows, and the roads on which its driver fails.
 */
export const mssql: DataSourceDefinition = {
  serviceType: 'mssql',
  timestamps: false,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [{ field: 'host', host: parseSettings(values).host }],
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
