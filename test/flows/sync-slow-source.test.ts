import { lookup } from 'node:dns'
import { sources } from '@patchbay/core/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
})
afterAll(() => server?.stop())

describe('a postgresql query that takes its time', () => {
  it('has its first rows handed over before the last ones are there', async () => {
    const load = sources['postgresql']
    if (load === undefined) throw new Error('no postgresql source')
    const { port, username, password } = server
    await (await server.database('shop')).query('CREATE TABLE desks (id int PRIMARY KEY)')
    const to = { host: '127.0.0.1', port, username, password, ssl_enabled: false }
    const source = (await load()).open({ ...to, database: 'shop', schema: 'public', tables: ['*'] }, lookup)
    // Each row fills what PostgreSQL collects before it sends.
    const query = "SELECT n AS id, repeat('x', 9000) AS x, pg_sleep(0.3) FROM generate_series(1, 9) n"
    const advanced = [{ tables: ['desks'], query, id_columns: ['id'] }]
    const pages: number[] = []
    for await (const page of source.documents({ signal: new AbortController().signal, advanced }))
      if (page.kind === 'documents') pages.push(page.documents.length)
    await source.close()
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.reduce((sum, rows) => sum + rows, 0)).toBe(9)
  })
})
