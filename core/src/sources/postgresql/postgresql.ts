import type pg from 'pg'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
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
import { queryTable } from './query-table.ts'
import { readRows, readTable } from './read-table.ts'
import { parseSettings, type Settings } from './settings.ts'

const schemaRow = z.array(z.object({ usable: z.boolean() }))
const serverRow = z.tuple([z.object({ version: z.coerce.number(), encoding: z.string() })])

const checkSchema = async (client: pg.Client, { schema, username }: Settings): Promise<void> => {
  const answer = await client.query(
    `SELECT has_schema_privilege(oid, 'USAGE') AS usable FROM pg_catalog.pg_namespace WHERE nspname = $1`,
    [schema],
  )
  const [found] = schemaRow.parse(answer.rows)
  if (found === undefined) {
    throw new PatchbayError('source.refused', `The database has no schema "${schema}".`, {
      field: 'schema',
      next: "Correct schema in the connector's configuration.",
    })
  }
  if (!found.usable) {
    throw new PatchbayError('source.refused', `The user "${username}" may not use the schema "${schema}".`, {
      field: 'schema',
      next: `Grant it: GRANT USAGE ON SCHEMA "${schema}" TO "${username}".`,
    })
  }
}

const serverOf = async (client: pg.Client): Promise<{ serverVersion: number; encoding: string }> => {
  const answer = await client.query(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
  )
  const [{ version, encoding }] = serverRow.parse(answer.rows)
  return { serverVersion: version, encoding }
}

/** One snapshot for all tables; times in UTC; nothing that the user's defaults could change. */
const begin = async (client: pg.Client): Promise<void> => {
  await client.query(`
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL TIME ZONE 'UTC';
    SET LOCAL datestyle = 'ISO, MDY';
    SET LOCAL intervalstyle = 'iso_8601';
    SET LOCAL extra_float_digits = 3;
    SET LOCAL bytea_output = 'hex';
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout'`)
}

interface Asked extends Omit<DocumentsRequest, 'signal'> {
  /** A cursor: only what changed since. */
  since?: JsonObject
}

const namedOf = async (client: pg.Client, { schema, tables }: Settings): Promise<Named<Table>> => {
  const wanted = namesIn(tables)
  const found = await listTables(client, schema, wanted ?? null)
  return { found, wanted, partOf: (name) => `${schema}.${name}` }
}

async function* readAll(
  { client }: Connection,
  settings: Settings,
  { since, resume, advanced, rules, fingerprints }: Asked,
): AsyncGenerator<SourcePage> {
  const found = await serverOf(client)
  await begin(client)
  await checkSchema(client, settings)
  const changed = since === undefined ? undefined : await changedSince(client, settings, since)
  const cursor = await cursorNow(client, settings)
  const server = { client, database: settings.database, ...found, changed, rules, fingerprints }
  const named = await namedOf(client, settings)
  if (advanced !== undefined) {
    yield* readRules(named, advanced, async function* (rule) {
      yield* readRows(server, await queryTable(client, settings.schema, rule))
    })
    await client.query('COMMIT')
    return
  }
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const first = before?.cursor ?? cursor
  const meanwhile = before && (await changedSince(client, settings, first))
  yield* readTables({
    ...named,
    before: before && { table: before.table, after: before.place },
    checkpoint: ({ table, after: place }) => toCheckpoint(settings, { cursor: first, table, place }),
    read: (table, { after, checkpointAt }) => readTable(server, table, { after, meanwhile, checkpointAt }),
  })
  yield { kind: 'cursor', cursor: first }
  await client.query('COMMIT')
}

/**
 * PostgreSQL: tables with a primary key become documents, read as JSON text that PostgreSQL makes, in one snapshot.
 * Differs from Elastic's service where that loses something: numerics keep their digits, bytea is base64, json is JSON,
 * partitions come through their parent, and `_timestamp` is the time at which a document was found changed.
 */
export const postgresql = serverSource({
  serviceType: 'postgresql',
  advancedRules: true,
  parseSettings,
  connect: openConnection,
  explain: explainError,
  ping: ({ client }, settings) => checkSchema(client, settings),
  checkNames: async ({ client }, settings) => {
    const named = await namedOf(client, settings)
    requireNamed({ ...named, found: named.found.filter(({ readable }) => readable) })
  },
  documents: readAll,
  changes: (opened, settings, { cursor, rules }) => readAll(opened, settings, { since: cursor, rules }),
})
