import type { JsonObject } from '../../lib/json.ts'
import type { SourcePage } from '../data-source.ts'
import { missingParts, type Named } from './named-tables.ts'

/** How far a listing of tables is: `after` says where in the table, such as the key of the last row; null: its end. */
interface Reached<A> {
  table: string
  after: A | null
}

interface Tables<T extends { name: string }, A> extends Named<T> {
  before: Reached<A> | undefined
  checkpoint: (reached: Reached<A>) => JsonObject
  read: (
    table: T,
    from: { after: A | undefined; checkpointAt: (after: A) => JsonObject },
  ) => AsyncGenerator<SourcePage>
}

const missing =
  "there is no table of this name that the user may read; correct tables in the connector's configuration"

/** Reads tables one after the other, from where an earlier listing was stopped; a name that nothing has is told. */
export async function* readTables<T extends { name: string }, A>(
  tables: Tables<T, A>,
): AsyncGenerator<SourcePage> {
  const { found, wanted, before, checkpoint } = tables
  for (const part of missingParts(tables)) yield { kind: 'skipped', part, reason: missing, expected: false }
  const all = found.filter(({ name }) => wanted?.includes(name) ?? true)
  const reached = all.findIndex(({ name }) => name === before?.table)
  for (const [at, table] of all.entries()) {
    if (at < reached || (at === reached && before?.after === null)) continue
    const after = at === reached ? (before?.after ?? undefined) : undefined
    const checkpointAt = (last: A | null): JsonObject => checkpoint({ table: table.name, after: last })
    yield* tables.read(table, { after, checkpointAt })
    yield { kind: 'checkpoint', at: checkpointAt(null) }
  }
}
