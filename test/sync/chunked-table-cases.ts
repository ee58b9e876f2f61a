import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'
import type { WorkerGround } from './open-worker.ts'

/** A row fills a block, so that the table has three chunks. */
const rows = 4_200
const begin = `CREATE TABLE things (id int PRIMARY KEY, body text STORAGE PLAIN);
  INSERT INTO things SELECT i, repeat(md5(i::text), 150) FROM generate_series(1, ${rows}) i`

const lookUp = z.object({ path: z.string().endsWith('/_mget'), body: z.object({ ids: z.array(z.string()) }) })
/** Of a page of the index. */
const search = z.object({
  path: z.string().endsWith('/_search'),
  body: z.object({ search_after: z.array(z.json()) }),
})

/** A table in a real PostgreSQL that is too large for one chunk. */
export const chunkedTableCases = (ground: () => WorkerGround): void => {
  describe('a table of several chunks', () => {
    let server: Postgresql
    let client: pg.Client
    beforeAll(async () => {
      server = await startPostgresql()
      client = await server.database('chunks')
      await client.query(begin)
    })
    afterAll(() => server?.stop())

    it('is read in its chunks: those that are as they were cost Elasticsearch nothing', async () => {
      const { connectorOf, sync, es } = ground()
      const { port, username, password } = server
      const login = { host: '127.0.0.1', port, username, password, database: 'chunks' }
      const { id, index } = await connectorOf('postgresql', { ...login, schema: 'public', tables: ['*'] })
      const count = async () => (await client.query('SELECT FROM things')).rowCount
      /** A sync, with the ids that it looked up in the index and the pages that it read of it. */
      const again = async () => {
        const looked = { ids: 0, pages: 0 }
        const job = await sync(id, {
          intercept: (call, send) => {
            looked.ids += lookUp.safeParse(call).data?.body.ids.length ?? 0
            looked.pages += search.safeParse(call).success ? 1 : 0
            return send()
          },
        })
        expect(job).toMatchObject({ status: 'completed', error: null, total_document_count: await count() })
        const { indexed_document_count: indexed, deleted_document_count: deleted } = job
        return { indexed, deleted, unchanged: job.metadata?.patchbay?.['unchanged'], ...looked }
      }
      const nothing = { indexed: 0, deleted: 0, ids: 0, pages: 0 }
      expect(await again()).toEqual({ ...nothing, indexed: rows, unchanged: 0 })
      expect(await again()).toEqual({ ...nothing, unchanged: rows })
      expect((await es.get({ index, id: 'chunks_public_things_7' }))._source).toMatchObject({
        id: 'chunks_public_things_7',
        public_things_id: 7,
        database: 'chunks',
        schema: 'public',
        table: 'things',
      })

      await client.query(`UPDATE things SET body = repeat(md5('new'), 150) WHERE id = 3000`)
      await client.query(`INSERT INTO things VALUES (${rows + 1}, 'new')`)
      const changed = await again()
      expect(changed).toMatchObject({ indexed: 2, deleted: 0, unchanged: rows - 1 })
      expect(changed.ids).toBeGreaterThan(0)
      expect(changed.ids).toBeLessThan(rows)
      expect(await again()).toEqual({ ...nothing, unchanged: rows + 1 })

      await client.query('DELETE FROM things WHERE id = 7')
      expect(await again()).toMatchObject({ indexed: 0, deleted: 1, unchanged: rows })
      // Chunks of which nothing is known any more are known again afterwards.
      expect(await again()).toMatchObject({ indexed: 0, deleted: 0, unchanged: rows })
      expect(await again()).toEqual({ ...nothing, unchanged: rows })

      await client.query('ALTER TABLE things ADD COLUMN more int')
      expect(await again()).toMatchObject({ indexed: rows, deleted: 0, unchanged: 0 })
      expect(await again()).toEqual({ ...nothing, unchanged: rows })
    })
  })
}
