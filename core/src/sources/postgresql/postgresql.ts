import type pg from 'pg'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { Json, JsonObject } from '../../lib/json.ts'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import type {
  ChangesRequest,
  DataSource,
  DataSourceDefinition,
  DocumentsRequest,
  FingerprintsRequest,
  SourcePage,
} from '../data-source.ts'
import { readTables } from '../sql/read-tables.ts'
import { tableRules } from '../table-rules.ts'
import { changedSince, cursorNow, readCheckpoint, toCheckpoint } from './change-cursor.ts'
import { openConnection } from './connection.ts'
import { explainError } from './explain-error.ts'
import { listTables } from './list-tables.ts'
import { queryTable } from './query-table.ts'
import { readRows, readTable, type Server } from './read-table.ts'
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

/** What advanced rules ask for. Tables that no rule is about count as listed: the rules leave them out. */
async function* readRules(server: Server, settings: Settings, advanced: Json): AsyncGenerator<SourcePage> {
  const { client } = server
  const rules = tableRules(advanced)
  for (const [name, queries] of rules) {
    for (const rule of queries) yield* readRows(server, await queryTable(client, settings.schema, rule))
    yield { kind: 'end', part: `${settings.schema}.${name}` }
  }
  for (const { name } of await listTables(client, settings.schema, wanted(settings)))
    if (!rules.has(name)) yield { kind: 'end', part: `${settings.schema}.${name}` }
}

const wanted = ({ tables }: Settings): string[] | null => (tables.includes('*') ? null : [...new Set(tables)])

/** What is asked for instead of everything: what changed since a cursor, or what advanced rules say. */
interface Asked {
  since?: JsonObject
  resume?: JsonObject | undefined
  advanced?: Json | undefined
  rules?: readonly SyncRule[] | undefined
  fingerprints?: FingerprintsRequest | undefined
}

async function* readAll(
  client: pg.Client,
  settings: Settings,
  { since, resume, advanced, rules, fingerprints }: Asked,
): AsyncGenerator<SourcePage> {
  const found = await serverOf(client)
  await begin(client)
  await checkSchema(client, settings)
  const changed = since === undefined ? undefined : await changedSince(client, settings, since)
  const cursor = await cursorNow(client, settings)
  const server = { client, database: settings.database, ...found, changed, rules, fingerprints }
  if (advanced !== undefined) {
    yield* readRules(server, settings, advanced)
    await client.query('COMMIT')
    return
  }
  const names = wanted(settings)
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const first = before?.cursor ?? cursor
  const meanwhile = before && (await changedSince(client, settings, first))
  yield* readTables({
    found: await listTables(client, settings.schema, names),
    wanted: names ?? undefined,
    partOf: (name) => `${settings.schema}.${name}`,
    before: before && { table: before.table, after: before.place },
    checkpoint: ({ table, after: place }) => toCheckpoint(settings, { cursor: first, table, place }),
    read: (table, { after, checkpointAt }) => readTable(server, table, { after, meanwhile, checkpointAt }),
  })
  yield { kind: 'cursor', cursor: first }
  await client.query('COMMIT')
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
    const { client, destroy } = await openConnection(settings, signal)
    try {
      await checkSchema(client, settings)
    } catch (error) {
      signal.throwIfAborted()
      throw explainError(error, settings)
    } finally {
      destroy()
    }
  },

  documents: ({ signal, ...asked }: DocumentsRequest) => connected(settings, signal, asked),
  changes: ({ signal, cursor, rules }: ChangesRequest) =>
    connected(settings, signal, { since: cursor, rules }),

  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * PostgreSQL: tables with a primary key become documents, read as JSON text that PostgreSQL makes, in one snapshot.
 * Differs from Elastic's service where that loses something: numerics keep their digits, bytea is base64, json is JSON,
 * partitions come through their parent, and `_timestamp` is the time at which a document was found changed.
 */
export const postgresql: DataSourceDefinition = {
  serviceType: 'postgresql',
  timestamps: false,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [{ field: 'host', host: parseSettings(values).host }],
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
