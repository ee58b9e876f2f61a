import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'
import type { WorkerGround } from './open-worker.ts'

const hitsSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: z.looseObject({}) })) }),
})

/** Rows that leave most of their block empty, so that a small table has many blocks. */
const begin = `
  CREATE TABLE things (id int PRIMARY KEY, n int, body text, doc json, at timestamptz DEFAULT '2024-01-01')
    WITH (fillfactor = 10);
  INSERT INTO things SELECT i, i % 7, repeat(md5(i::text), 12), E'{"a":\\n1}' FROM generate_series(1, 160) i`

/** What may happen to a table between two syncs. `n` says to which rows. */
const edits: Readonly<Record<string, (n: number) => string>> = {
  update: (n) => `UPDATE things SET body = body || 'x' WHERE id % ${n + 2} = 0`,
  updateOne: (n) => `UPDATE things SET body = '"\\ ü 🪑 ' || ${n} WHERE id = ${n * 3}`,
  delete: (n) => `DELETE FROM things WHERE id % 40 = ${n}`,
  insert: (n) =>
    `INSERT INTO things (id, body) SELECT i, E'new\\n' || i FROM generate_series(${1000 + n}, ${1000 + n * 3}) i ON CONFLICT DO NOTHING`,
  reuse: (n) =>
    `DELETE FROM things WHERE id % 9 = ${n % 9}; VACUUM things; INSERT INTO things (id, body) SELECT i, 'again' FROM generate_series(${n * 100}, ${n * 100 + 9}) i ON CONFLICT DO NOTHING`,
  keys: (n) => `UPDATE things SET id = id + 5000 WHERE id < ${n * 2}`,
  nulls: () => 'UPDATE things SET body = NULL WHERE id % 5 = 0',
  addColumn: (n) => `ALTER TABLE things ADD COLUMN more_${n} int DEFAULT ${n}`,
  dropColumn: () => 'ALTER TABLE things DROP COLUMN IF EXISTS doc',
  textType: () => 'ALTER TABLE things ALTER COLUMN n TYPE text',
  jsonType: () => `ALTER TABLE things ALTER COLUMN body TYPE json USING to_json(body)`,
  renameColumn: (n) => `ALTER TABLE things RENAME COLUMN at TO at_${n}`,
  rewrite: () => 'CLUSTER things USING things_pkey',
  emptied: (n) =>
    `TRUNCATE things; INSERT INTO things (id, body) SELECT i, 'fresh' FROM generate_series(1, ${n + 1}) i`,
  nothing: () => 'SELECT 1',
}
const names = Object.keys(edits)

/** Some edits can't come twice, such as a column of the same name. */
const edit = async (client: pg.Client, name: string, n: number): Promise<void> => {
  // VACUUM runs in no transaction.
  for (const one of edits[name]?.(n).split('; ') ?? [])
    await client.query(one).catch((error: unknown) => {
      if (!/exist|type|CLUSTER/i.test(String(error))) throw error
    })
}

/** A table in a real PostgreSQL that changes between syncs: each ends with what a first sync makes of it. */
export const resyncTableCases = (ground: () => WorkerGround, runs: number): void => {
  describe('a table that changes between full syncs', () => {
    let server: Postgresql
    let count = 0
    beforeAll(async () => {
      server = await startPostgresql()
    })
    afterAll(() => server?.stop())

    const connectorTo = (database: string) => {
      const { port, username, password } = server
      const login = { host: '127.0.0.1', port, username, password, database }
      return ground().connectorOf('postgresql', { ...login, schema: 'public', tables: ['*'] })
    }

    /** All that is in an index, with our marks. */
    const contents = async (index: string): Promise<Record<string, unknown>> => {
      const { es } = ground()
      await es.indices.refresh({ index })
      const found = hitsSchema.parse(await es.search({ index, size: 1_000 }))
      return Object.fromEntries(
        found.hits.hits.map(({ _id, _source: { _timestamp, ...rest } }) => [_id, rest]),
      )
    }

    /** Somebody else writes a document of a row that is there: others than that stay as strangers. */
    const interfere = async (client: pg.Client, index: string, n: number): Promise<void> => {
      const { es } = ground()
      const [row] = (
        await client.query<{ id: string }>(
          `SELECT current_database() || '_public_things_' || id AS id FROM things ORDER BY (id + ${n}) % 97, id LIMIT 1`,
        )
      ).rows
      if (row === undefined) return
      const { id } = row
      const written = await es.exists({ index, id })
      if (n % 3 === 0 && written) await es.delete({ index, id })
      else if (n % 3 === 1 || !written)
        await es.index({ index, id, document: { public_things_body: 'theirs' } })
      else await es.update({ index, id, doc: { public_things_body: 'theirs', _patchbay: 'public.things:-' } })
    }

    const step = fc.record({
      edits: fc.array(fc.record({ name: fc.constantFrom(...names), n: fc.integer({ min: 1, max: 30 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      interfered: fc.option(fc.nat({ max: 200 }), { nil: undefined }),
    })

    it(
      'ends as if it were the first one, and writes nothing where nothing changed',
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
            const { sync } = ground()
            const name = `resync${(count += 1)}`
            const client = await server.database(name)
            await client.query(begin)
            const { id, index } = await connectorTo(name)
            expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 160 })
            for (const { edits: made, interfered } of steps) {
              for (const one of made) await edit(client, one.name, one.n)
              if (interfered !== undefined) await interfere(client, index, interfered)
              expect(await sync(id, { maxDeletedShare: 1 })).toMatchObject({ status: 'completed' })
              const fresh = await connectorTo(name)
              expect(await sync(fresh.id)).toMatchObject({ status: 'completed' })
              expect(await contents(index)).toEqual(await contents(fresh.index))
              expect(await sync(id)).toMatchObject({ indexed_document_count: 0, deleted_document_count: 0 })
            }
          }),
          // Shrinking takes minutes: the seed that is printed says it all.
          { numRuns: runs, endOnFailure: true },
        )
      },
      60_000 + runs * 30_000,
    )
  })
}
