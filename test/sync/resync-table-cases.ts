import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'
import type { WorkerGround } from './open-worker.ts'
import { begin, beginning, edit, editNames } from './table-edits.ts'

const hitsSchema = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: z.looseObject({}) })) }),
})

const leftOut = 'of the source could not be read and kept'

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
      const found = hitsSchema.parse(await es.search({ index, size: 10_000 }))
      return Object.fromEntries(
        found.hits.hits.map(({ _id, _source: { _timestamp, ...rest } }) => [_id, rest]),
      )
    }

    /** Somebody else writes a document of a row that is there: others than that stay as strangers. */
    const interfere = async (client: pg.Client, index: string, n: number): Promise<void> => {
      const { es } = ground()
      const [row] = (
        await client.query<{ id: string }>(
          `SELECT current_database() || '_public_things_' || id AS id FROM things
           WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'things'::regclass AND attname LIKE 'key%')
           ORDER BY (id + ${n}) % 97, id LIMIT 1`,
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
      edits: fc.array(
        fc.record({ name: fc.constantFrom(...editNames), n: fc.integer({ min: 1, max: 30 }) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      interfered: fc.option(fc.nat({ max: 200 }), { nil: undefined }),
      /** While a sync runs, whose end may be that it left something out. */
      meanwhile: fc.boolean(),
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
            expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: beginning })
            for (const { edits: made, interfered, meanwhile } of steps) {
              const change = async () => {
                for (const one of made) await edit(client, one.name, one.n)
              }
              const changed = meanwhile
                ? await Promise.all([sync(id, { maxDeletedShare: 1 }), change()])
                : await change()
              expect(changed?.[0].error ?? leftOut).toContain(leftOut)
              if (interfered !== undefined) await interfere(client, index, interfered)
              expect(await sync(id, { maxDeletedShare: 1 })).toMatchObject({
                status: 'completed',
                error: null,
              })
              const fresh = await connectorTo(name)
              expect(await sync(fresh.id)).toMatchObject({ status: 'completed', error: null })
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
