import { z } from 'zod'
import type { DocumentsRequest, SourcePage } from '../data-source.ts'
import { serverSource } from '../server-source.ts'
import { settingsMark } from '../settings-mark.ts'
import { type KeyedTable, type Naming, readKeyedTable } from '../sql/keyed-table.ts'
import { type Named, namesIn, requireNamed } from '../sql/named-tables.ts'
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

const namedOf = async (opened: OpenConnection, { tables }: Settings): Promise<Named<KeyedTable>> => {
  const found = await listTables(opened)
  const known = (name: string): boolean => found.some((table) => table.name === name)
  // Names are those of Oracle: in capitals, where they were not quoted when they were made.
  const wanted = namesIn(tables)?.map((name) => (known(name) ? name : name.toUpperCase()))
  return { found, wanted: wanted && [...new Set(wanted)], partOf: (name) => name }
}

async function* readAll(
  opened: OpenConnection,
  settings: Settings,
  { resume }: DocumentsRequest,
): AsyncGenerator<SourcePage> {
  // One snapshot for all tables.
  await opened.run('SET TRANSACTION READ ONLY')
  const { data: before } = checkpointSchema.safeParse(resume)
  const mark = markOf(settings)
  yield* readTables({
    ...(await namedOf(opened, settings)),
    before: before?.settings === mark ? before : undefined,
    checkpoint: (reached) => ({ settings: mark, ...reached }),
    read: (table, from) =>
      readKeyedTable(table, {
        ...from,
        naming: namingOf(settings),
        rows: opened.rows,
        problemOf: (error) => ofTheTable.get(codeOf(error)),
      }),
  })
}

/**
 * Oracle: the user's tables with a primary key become documents, in one snapshot. No server could be had to try it: what
 * is tested are its statements, what becomes of rows, and the roads on which its driver fails. Differs from Elastic's
 * service where that loses something: a key of 0 stands in ids, so that rows don't meet in one.
 */
export const oracle = serverSource({
  serviceType: 'oracle',
  parseSettings,
  connect: openConnection,
  explain: explainError,
  checkNames: async (opened, settings) => requireNamed(await namedOf(opened, settings)),
  documents: readAll,
})
