import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import type { DataSource, DataSourceDefinition, SourcePage } from '../data-source.ts'
import { settingsMark } from '../settings-mark.ts'
import { documentsOf, type KeyedTable, type Naming, selectRows, tablePages } from '../sql/keyed-table.ts'
import { readTables } from '../sql/read-tables.ts'
import { openConnection, type OpenConnection } from './connection.ts'
import { codeOf, explainError } from './explain-error.ts'
import { listTables } from './list-tables.ts'
import { databaseOf, parseSettings, type Settings } from './settings.ts'

/** What can be wrong with one table while the others can be read. */
const ofTheTable = new Map([
  ['ORA-00942', 'it was dropped while the sync ran'],
  ['ORA-00904', 'it was changed while the sync ran'],
  ['ORA-01466', 'it was changed while the sync ran'],
  ['ORA-01031', 'the user may not read it (grant SELECT)'],
])

export const namingOf = (settings: Settings): Naming => ({
  // It ends with the sign between its parts, as in Elastic's service.
  idOf: (table, keys) => `${[databaseOf(settings), table, ...keys].join('_')}_`,
  fieldOf: (table, column) => `${table}_${column}`.toLowerCase(),
  more: (table) => ({ Database: databaseOf(settings), Table: table }),
})

const checkpointSchema = z.object({
  settings: z.string(),
  table: z.string(),
  after: z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
})

const markOf = (settings: Settings): string =>
  settingsMark(settings.host, settings.port, databaseOf(settings), settings.username, settings.tables)

/** Names in the configuration are those of Oracle: in capitals, where they were not quoted when they were made. */
const wanted = ({ tables }: Settings, found: readonly KeyedTable[]): string[] | undefined => {
  if (tables.includes('*')) return undefined
  const known = (name: string): boolean => found.some((table) => table.name === name)
  return [...new Set(tables.map((name) => (known(name) ? name : name.toUpperCase())))]
}

interface Reading {
  naming: Naming
  after: string | undefined
  checkpointAt: (after: string) => JsonObject
}

async function* readTable(
  { rows }: OpenConnection,
  table: KeyedTable,
  { naming, after, checkpointAt }: Reading,
): AsyncGenerator<SourcePage> {
  const { part } = table
  if (table.keys.length === 0)
    return yield { kind: 'skipped', part, reason: 'it has no primary key', expected: true }
  try {
    const documents = documentsOf(table, naming, rows(selectRows(table, { after })))
    yield* tablePages(table, documents, { naming, checkpointAt })
  } catch (error) {
    const reason = ofTheTable.get(codeOf(error))
    if (reason === undefined) throw error
    return yield { kind: 'skipped', part, reason, expected: false }
  }
  yield { kind: 'end', part, ...(after !== undefined && { resumed: true }) }
}

async function* readAll(
  opened: OpenConnection,
  settings: Settings,
  resume: JsonObject | undefined,
): AsyncGenerator<SourcePage> {
  // One snapshot for all tables.
  await opened.run('SET TRANSACTION READ ONLY')
  const found = await listTables(opened)
  const { data: before } = checkpointSchema.safeParse(resume)
  const mark = markOf(settings)
  yield* readTables({
    found,
    wanted: wanted(settings, found),
    partOf: (name) => name,
    before: before?.settings === mark ? before : undefined,
    checkpoint: (reached) => ({ settings: mark, ...reached }),
    read: (table, from) => readTable(opened, table, { naming: namingOf(settings), ...from }),
  })
}

async function* documents(
  settings: Settings,
  signal: AbortSignal,
  resume: JsonObject | undefined,
): AsyncGenerator<SourcePage> {
  const opened = await openConnection(settings, signal)
  try {
    yield* readAll(opened, settings, resume)
    signal.throwIfAborted()
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  } finally {
    await opened.destroy()
  }
}

const open = (settings: Settings): DataSource => ({
  async ping(signal) {
    const { destroy } = await openConnection(settings, signal)
    await destroy()
  },
  documents: ({ signal, resume }) => documents(settings, signal, resume),
  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * Oracle: the user's tables with a primary key become documents, in one snapshot. No server could be had to try it: what
 * is tested are its statements, what becomes of rows, and the roads on which its driver fails. Differs from Elastic's
 * service where that loses something: a key of 0 stands in ids, so that rows don't meet in one.
 */
export const oracle: DataSourceDefinition = {
  serviceType: 'oracle',
  timestamps: false,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [{ field: 'host', host: parseSettings(values).host }],
  open: (values, lookup) => open({ ...parseSettings(values), lookup }),
}
