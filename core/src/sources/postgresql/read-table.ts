import type pg from 'pg'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import type { FingerprintsRequest, SourceDocument, SourcePage } from '../data-source.ts'
import { PageMeasure } from '../page-measure.ts'
import { copyDocuments, type RowsRead } from './copy-documents.ts'
import type { Place } from './change-cursor.ts'
import type { Table } from './list-tables.ts'
import { piecesOf, rowsOfBlocks } from './pieces.ts'
import { type Selection, selectDocuments, sharedMembers } from './select-documents.ts'
import { canSkim, skimTable } from './skim-table.ts'

const coded = z.object({ code: z.string() })

/** Errors that belong to one table: it vanished, changed its columns, or may not be read. The rest ends the sync. */
const ofTheTable = new Map([
  ['42P01', 'it was dropped while the sync ran'],
  ['42703', 'its columns changed while the sync ran'],
  ['42501', 'the user may not read it (grant SELECT)'],
])

// The snapshot's own view of the catalogue beside the present one: a table that was truncated or rewritten since looks
// empty to the snapshot, and must not be taken for empty.
const rewrittenQuery = `
  WITH RECURSIVE tree AS (
    SELECT $1::oid AS oid UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent = tree.oid
  )
  SELECT coalesce(bool_or(c.relfilenode <> 0 AND c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid)), true)
         AS rewritten
    FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid`

const rewrittenRow = z.array(z.object({ rewritten: z.boolean() })).length(1)

const wasRewritten = async (client: pg.Client, table: Table): Promise<boolean> => {
  const [answer] = rewrittenRow.parse((await client.query(rewrittenQuery, [table.oid])).rows)
  return answer?.rewritten ?? true
}

export interface Server extends Selection {
  client: pg.Client
  /** What to tell rows by that need not come. */
  fingerprints?: FingerprintsRequest | undefined
}

/** The rows of a query as pages; how the part ended is the caller's to tell. */
export async function* readRows(
  { client, ...selection }: Server,
  table: Table,
  query = selectDocuments(selection, table),
): AsyncGenerator<SourcePage> {
  const part = `${table.schema}.${table.name}`
  const shared = sharedMembers(selection, table)
  let documents: readonly SourceDocument[] = []
  const measure = new PageMeasure()
  let used: RowsRead[] = []
  const begin = (): void => {
    for (const { free } of used) free()
    documents = []
    used = []
  }
  for await (const read of copyDocuments(client, query)) {
    used.push(read)
    documents = documents.length === 0 ? read.rows : documents.concat(read.rows)
    if (!measure.completes(read.bytes)) continue
    yield { kind: 'documents', part, documents, shared }
    begin()
  }
  if (documents.length > 0) yield { kind: 'documents', part, documents, shared }
  begin()
}

interface Reading {
  /** Where an earlier listing was stopped. */
  after: Place | undefined
  /** A condition that is true for what changed since it began: that may lie where it had passed already. */
  meanwhile: string | undefined
  checkpointAt: (after: Place) => JsonObject
}

/** The rows of a chunk come in the same order each time. */
const beginChunks =
  'SAVEPOINT part; SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0'

/** Kept, the savepoints of thousands of tables would lie in one another, and take the server's memory and time. */
const leave = async (client: pg.Client): Promise<void> => {
  await client.query('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part')
}

/**
 * The pages of one table, inside the transaction that holds the snapshot, and how it ended. A savepoint lets the
 * transaction outlive an error, and gives the table's lock back before the next table.
 */
export async function* readTable(
  server: Server,
  table: Table,
  { after, meanwhile, checkpointAt: checkpointAfter }: Reading,
): AsyncGenerator<SourcePage> {
  const { client, fingerprints, ...selection } = server
  const part = `${table.schema}.${table.name}`
  const { file } = table
  const from = after !== undefined && after.file === file ? after.block : 0
  const checkpointAt = (block: number): JsonObject => checkpointAfter({ block, file: file ?? 0 })
  const skipped = (reason: string, expected: boolean): SourcePage => ({
    kind: 'skipped',
    part,
    reason,
    expected,
  })
  if (!table.columns.some((column) => column.key)) return yield skipped('it has no primary key', true)
  if (!table.readable) return yield skipped('the user may not read it (grant SELECT)', false)

  if (selection.changed !== undefined && !table.stored)
    return yield skipped('only a full sync sees what changed in a view or a foreign table', true)

  const inChunks = canSkim(server, table)
  await client.query(inChunks ? beginChunks : 'SAVEPOINT part')
  try {
    if (from > 0) {
      const passed = rowsOfBlocks(0, from)
      yield* readRows(server, table, selectDocuments({ ...selection, changed: meanwhile }, table, passed))
    }
    if (fingerprints !== undefined && inChunks) {
      const read = (query: string) => readRows(server, table, query)
      yield* skimTable(server, table, { fingerprints, from, checkpointAt, read })
    } else {
      for (const { where, next } of piecesOf(selection, table, from)) {
        if (inChunks) yield { kind: 'chunk', part }
        yield* readRows(server, table, selectDocuments(selection, table, where))
        if (next !== undefined) yield { kind: 'checkpoint', at: checkpointAt(next) }
      }
    }
  } catch (error) {
    const reason = ofTheTable.get(coded.safeParse(error).data?.code ?? '')
    if (reason === undefined) throw error
    await leave(client)
    return yield skipped(reason, false)
  }
  const rewritten = await wasRewritten(client, table)
  await leave(client)
  yield rewritten
    ? skipped('it was emptied or rewritten while the sync ran', false)
    : { kind: 'end', part, resumed: from > 0 }
}
