import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { sources } from '@patchbay/core/sync'
import { list } from '@patchbay/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Certificate, makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { problemOf } from '../fixtures/source-problem.ts'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'

const rows = 20_000
let server: Postgresql
let authority: Certificate
beforeAll(async () => {
  server = await startPostgresql()
  authority = await makeAuthority('test authority')
  const client = await server.database('shop')
  const { cert, key } = await makeServerCertificate(authority, ['localhost'])
  // Written by the server itself: it takes a key that belongs to its own user alone.
  for (const [file, pem] of Object.entries({ 'server.crt': cert, 'server.key': key })) {
    const lines = client.escapeLiteral(pem.trim())
    await client.query(
      `COPY (SELECT unnest(string_to_array(${lines}, E'\\n'))) TO PROGRAM 'umask 077 && cat > ${file}'`,
    )
  }
  await client.query('ALTER SYSTEM SET ssl = on')
  await client.query('SELECT pg_reload_conf()')
  await client.query(`CREATE TABLE products (id int PRIMARY KEY, body text);
    INSERT INTO products SELECT n, repeat(n::text || ' ', 40) FROM generate_series(1, ${rows}) n`)
})
afterAll(() => server?.stop())

const load = sources['postgresql']
if (load === undefined) throw new Error('no postgresql source')
const postgresql = await load()

const open = (more: Record<string, unknown>, lookingUp: LookupFunction = lookup) =>
  postgresql.open(
    {
      host: '127.0.0.1',
      port: server.port,
      username: server.username,
      password: server.password,
      database: 'shop',
      schema: 'public',
      tables: ['*'],
      ssl_enabled: true,
      ...more,
    },
    lookingUp,
  )

it('reads whole tables of PostgreSQL through TLS', async () => {
  const { documents } = await list(open({ ssl_ca: authority.cert }))
  expect(documents.size).toBe(rows)
  for (const n of [1, rows / 2, rows]) {
    expect(documents.get(`shop_public_products_${n}`)).toMatchObject({
      public_products_body: `${n} `.repeat(40),
    })
  }
})

it('refuses a PostgreSQL whose certificate nobody vouches for', async () => {
  const at = `PostgreSQL at 127.0.0.1:${server.port}`
  expect(await problemOf(open({}))).toContain(at)
  const other = await makeAuthority('another authority')
  expect(await problemOf(open({ ssl_ca: other.cert }))).toMatch(/certificate/)
  // Of the right authority, for another host.
  const named = open({ ssl_ca: authority.cert, host: 'db.example' }, (_host, options, done) =>
    lookup('127.0.0.1', options, done),
  )
  expect(await problemOf(named)).toMatch(/certificate/)
})
