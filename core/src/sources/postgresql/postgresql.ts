import type pg from 'pg'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import type { DataSource, DataSourceDefinition, DocumentsRequest, SourcePage } from '../data-source.ts'
import { openConnection } from './connection.ts'
import { explainError } from './explain-error.ts'
import { listTables } from './list-tables.ts'
import { readTable } from './read-table.ts'
import { parseSettings, type Settings } from './settings.ts'

const schemaRow = z.array(z.object({ usable: z.boolean() }))
const versionRow = z.array(z.object({ version: z.coerce.number() }))

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

const serverVersionOf = async (client: pg.Client): Promise<number> => {
  const answer = await client.query(`SELECT current_setting('server_version_num') AS version`)
  return versionRow.parse(answer.rows)[0]?.version ?? 0
}

/** One snapshot for all tables; times in UTC; nothing that the user's defaults could change. */
const begin = async (client: pg.Client): Promise<void> => {
  await client.query(`
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL TIME ZONE 'UTC';
    SET LOCAL intervalstyle = 'iso_8601';
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0`)
}

const wanted = ({ tables }: Settings): string[] | null => (tables.includes('*') ? null : [...new Set(tables)])

async function* readAll(client: pg.Client, settings: Settings): AsyncGenerator<SourcePage> {
  const serverVersion = await serverVersionOf(client)
  await begin(client)
  await checkSchema(client, settings)
  const names = wanted(settings)
  const tables = await listTables(client, settings.schema, names)
  for (const name of names ?? []) {
    if (tables.some((table) => table.name === name)) continue
    const reason = `the schema has no table of this name; correct tables in the connector's configuration`
    yield { kind: 'skipped', part: `${settings.schema}.${name}`, reason, expected: false }
  }
  const server = { client, database: settings.database, serverVersion }
  for (const table of tables) yield* readTable(server, table)
  await client.query('COMMIT')
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

  async *documents({ signal }: DocumentsRequest) {
    const { client, destroy } = await openConnection(settings, signal)
    try {
      yield* readAll(client, settings)
    } catch (error) {
      signal.throwIfAborted()
      throw explainError(error, settings)
    } finally {
      destroy()
    }
  },

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
  validate: (values) => {
    parseSettings(values)
  },
  open: (values) => open(parseSettings(values)),
}
