import type mysql from 'mysql2'
import type { Json, JsonObject } from '../../lib/json.ts'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import type {
  ChangesRequest,
  DataSource,
  DataSourceDefinition,
  DocumentsRequest,
  SourcePage,
} from '../data-source.ts'
import { readTables } from '../sql/read-tables.ts'
import { tableRules } from '../table-rules.ts'
import { changedSince, cursorNow, readCheckpoint, toCheckpoint } from './change-cursor.ts'
import { openConnection } from './connection.ts'
import { explainError } from './explain-error.ts'
import { listTables, type Table } from './list-tables.ts'
import { readQuery } from './read-query.ts'
import { readTable } from './read-table.ts'
import { parseSettings, type Settings } from './settings.ts'

/**
 * One snapshot for all tables, as far as their engine has one; times in UTC. A stream waits for Elasticsearch, so the
 * server must not give it up after its usual minute.
 */
const begin = async (client: mysql.Connection): Promise<void> => {
  const statements = [
    `SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
    `SET SESSION time_zone = '+00:00', net_write_timeout = 7200`,
    `START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY`,
  ]
  for (const statement of statements) await client.promise().query(statement)
}

/** What advanced rules ask for. Tables that no rule is about count as listed: the rules leave them out. */
async function* readRules(
  client: mysql.Connection,
  tables: readonly Table[],
  { names, advanced }: { names: readonly string[] | undefined; advanced: Json },
): AsyncGenerator<SourcePage> {
  const rules = tableRules(advanced)
  for (const [part, queries] of rules) {
    for (const rule of queries) yield* readQuery(client, rule, tables)
    yield { kind: 'end', part }
  }
  for (const { name } of tables)
    if (!rules.has(name) && (names?.includes(name) ?? true)) yield { kind: 'end', part: name }
}

/** What is asked for instead of everything: what changed since a cursor, the rest of a listing, or what rules say. */
interface Asked {
  since?: JsonObject
  resume?: JsonObject | undefined
  advanced?: Json | undefined
  rules?: readonly SyncRule[] | undefined
}

async function* readAll(
  client: mysql.Connection,
  settings: Settings,
  { since, resume, advanced, rules = [] }: Asked,
): AsyncGenerator<SourcePage> {
  const changed = since === undefined ? undefined : changedSince(settings, since)
  const now = await cursorNow(client, settings)
  await begin(client)
  const found = await listTables(client, settings.database)
  const names = settings.tables.includes('*') ? undefined : [...new Set(settings.tables)]
  if (advanced !== undefined) return yield* readRules(client, found, { names, advanced })
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const cursor = before?.cursor ?? now
  yield* readTables({
    found,
    wanted: names,
    partOf: (name) => name,
    before,
    checkpoint: (reached) => toCheckpoint(settings, { cursor, ...reached }),
    read: (table, from) => readTable(client, table, { since: changed, rules, ...from }),
  })
  yield { kind: 'cursor', cursor }
}

async function* connected(settings: Settings, signal: AbortSignal, asked: Asked): AsyncGenerator<SourcePage> {
  const { client, destroy } = await openConnection(settings, signal)
  try {
    yield* readAll(client, settings, asked)
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  } finally {
    destroy()
  }
}

const open = (settings: Settings): DataSource => ({
  async ping(signal) {
    const { destroy } = await openConnection(settings, signal)
    destroy()
  },

  documents: ({ signal, ...asked }: DocumentsRequest) => connected(settings, signal, asked),
  changes: ({ signal, cursor, rules }: ChangesRequest) =>
    connected(settings, signal, { since: cursor, rules }),

  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * MySQL and MariaDB: tables with a primary key become documents, streamed in one snapshot. Differs from Elastic's
 * service where that loses something: decimals keep their digits, bytes are base64, JSON columns are JSON, times of
 * day don't fail the sync, and `_timestamp` is the time at which a document was found changed.
 */
export const mysqlSource: DataSourceDefinition = {
  serviceType: 'mysql',
  timestamps: false,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [{ field: 'host', host: parseSettings(values).host }],
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
