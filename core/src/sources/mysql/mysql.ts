import type mysql from 'mysql2'
import type { JsonObject } from '../../lib/json.ts'
import type { DocumentsRequest, SourcePage } from '../data-source.ts'
import { serverSource } from '../server-source.ts'
import { type Named, namesIn, requireNamed } from '../sql/named-tables.ts'
import { readRules } from '../sql/read-rules.ts'
import { readTables } from '../sql/read-tables.ts'
import { changedSince, cursorNow, readCheckpoint, toCheckpoint } from './change-cursor.ts'
import { type Connection, openConnection } from './connection.ts'
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

interface Asked extends Omit<DocumentsRequest, 'signal'> {
  /** A cursor: only what changed since. */
  since?: JsonObject
}

const namedOf = async (client: mysql.Connection, { database, tables }: Settings): Promise<Named<Table>> => ({
  found: await listTables(client, database),
  wanted: namesIn(tables),
  partOf: (name) => name,
})

async function* readAll(
  { client }: Connection,
  settings: Settings,
  { since, resume, advanced, rules = [] }: Asked,
): AsyncGenerator<SourcePage> {
  const changed = since === undefined ? undefined : changedSince(settings, since)
  const now = await cursorNow(client, settings)
  await begin(client)
  const named = await namedOf(client, settings)
  if (advanced !== undefined)
    return yield* readRules(named, advanced, (rule) => readQuery(client, rule, named.found))
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const cursor = before?.cursor ?? now
  yield* readTables({
    ...named,
    before,
    checkpoint: (reached) => toCheckpoint(settings, { cursor, ...reached }),
    read: (table, from) => readTable(client, table, { since: changed, rules, ...from }),
  })
  yield { kind: 'cursor', cursor }
}

/**
 * MySQL and MariaDB: tables with a primary key become documents, streamed in one snapshot. Differs from Elastic's
 * service where that loses something: decimals keep their digits, bytes are base64, JSON columns are JSON, times of
 * day don't fail the sync, and `_timestamp` is the time at which a document was found changed.
 */
export const mysqlSource = serverSource({
  serviceType: 'mysql',
  advancedRules: true,
  parseSettings,
  connect: openConnection,
  explain: explainError,
  checkNames: async ({ client }, settings) => requireNamed(await namedOf(client, settings)),
  documents: readAll,
  changes: (opened, settings, { cursor, rules }) => readAll(opened, settings, { since: cursor, rules }),
})
