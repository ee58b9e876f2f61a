import { hash } from 'node:crypto'
import { lookup } from 'node:dns'
import { sources } from '@patchbay/core/sync'
import { list } from '@patchbay/core/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'

let server: Postgresql
let count = 0
beforeAll(async () => {
  server = await startPostgresql()
})
afterAll(() => server?.stop())

const load = sources['postgresql']
if (load === undefined) throw new Error('no postgresql source')
const postgresql = await load()
const { signal } = new AbortController()

const open = (database: string, more: Record<string, unknown> = {}) => {
  const { port, username, password } = server
  const login = { host: '127.0.0.1', port, username, password, database, ssl_enabled: false }
  return postgresql.open({ ...login, schema: 'public', tables: ['*'], ...more }, lookup)
}
type Source = ReturnType<typeof open>
type Request = Parameters<Source['documents']>[0]

const newName = (): string => `odd${(count += 1)}`
const database = async (sql: string): Promise<{ name: string; client: pg.Client }> => {
  const name = newName()
  const client = await server.database(name)
  await client.query(sql)
  return { name, client }
}

/** A database in another encoding than UTF-8. */
const inEncoding = async (encoding: string, sql: string): Promise<string> => {
  const name = newName()
  const admin = await server.database(`${name}_admin`)
  await admin.query(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C'`,
  )
  const { port, username: user, password } = server
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: name })
  await client.connect()
  await client.query(sql)
  await client.end()
  return name
}

/** Lists a source by fingerprints and wants everything: what it tells, and what it then gives, as the worker prints it. */
const byFingerprint = async (source: Source, suffix = '') => {
  const told: string[] = []
  const given: string[] = []
  for await (const page of source.documents({ signal, fingerprints: { suffix } })) {
    if (page.kind === 'fingerprints') {
      page.wanted.push(...page.ids)
      page.ids.forEach((id, at) => told.push(`${id} ${page.fingerprints.slice(at * 16, at * 16 + 16)}`))
    }
    if (page.kind === 'documents')
      for (const { id, json } of page.documents)
        given.push(`${id} ${hash('sha256', `${json.toString()}${suffix}`, 'base64url').slice(0, 16)}`)
  }
  return { told: told.toSorted(), given: given.toSorted() }
}

const idsOf = async (source: Source): Promise<string[]> =>
  [...(await list(source)).documents.keys()].toSorted()

describe('keys in postgresql', () => {
  it('of time that never ends, or lie before our era, make ids of their own', async () => {
    const { name } = await database(`
      CREATE TABLE t (id int, at timestamptz, plain timestamp, PRIMARY KEY (id, at, plain));
      INSERT INTO t VALUES (1, 'infinity', '-infinity'), (2, '2024-05-01', '0044-03-15 BC'), (2, '2024-05-01', '0044-03-15')`)
    const ids = await idsOf(open(name))
    expect(ids).toEqual(
      [
        `${name}_public_t_1_infinity_-infinity`,
        `${name}_public_t_2_2024-05-01 00:00:00+00:00_0044-03-15 00:00:00`,
        `${name}_public_t_2_2024-05-01 00:00:00+00:00_0044-03-15 00:00:00 BC`,
      ].toSorted(),
    )
    const { told, given } = await byFingerprint(open(name))
    expect(told).toHaveLength(3)
    expect(told).toEqual(given)
  })

  it('of several texts can make one id, as in the service of Elastic', async () => {
    const { name } = await database(`
      CREATE TABLE t (k1 text, k2 text, PRIMARY KEY (k1, k2));
      INSERT INTO t VALUES ('a_b', 'c'), ('a', 'b_c');
      CREATE TABLE t_a (k text PRIMARY KEY);
      INSERT INTO t_a VALUES ('b_c')`)
    const { given } = await byFingerprint(open(name))
    expect(given.map((line) => line.split(' ')[0])).toEqual(Array(3).fill(`${name}_public_t_a_b_c`))
  })

  it('that a query leaves empty make ids as of None, as in the service of Elastic', async () => {
    const { name } = await database(`
      CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (bid int PRIMARY KEY, a int);
      INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (7, 1)`)
    const query = 'SELECT a.id, b.bid FROM a LEFT JOIN b ON b.a = a.id'
    const { documents } = await list(open(name), signal, [{ tables: ['a', 'b'], query }])
    expect([...documents.keys()].toSorted()).toEqual([`${name}_public_a_b_1_7`, `${name}_public_a_b_2_None`])
  })
})

describe('postgresql tells fingerprints of rows', () => {
  it('whose keys are of several collations, of such as take letters for the same, and of odd characters', async () => {
    const { name } = await database(`
      CREATE COLLATION nd (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE pair (a text COLLATE "C", b text COLLATE "POSIX", PRIMARY KEY (a, b));
      CREATE TABLE folded (a text COLLATE nd PRIMARY KEY, body text COLLATE nd);
      INSERT INTO folded VALUES ('Straße', E'a\\nb'), ('x', 'y');
      INSERT INTO pair SELECT k, repeat(k, 3) FROM unnest(ARRAY[E'it''s', E'\\\\', E'a\\nb\\r\\t', '"q"', ' ', '', '🪑', '%_', E'\\u2028', repeat('é', 300)]) k`)
    const { told, given } = await byFingerprint(open(name))
    expect(told).toHaveLength(12)
    expect(told).toEqual(given)
  })

  it('in databases of other encodings, and for pipelines whose names these have no letters for', async () => {
    const sql = `CREATE TABLE t (a text PRIMARY KEY, b text, j json);
      INSERT INTO t VALUES ('é', 'ü', E'{"a":\\n1}'), (repeat('é', 300), 'long', NULL)`
    for (const encoding of ['LATIN1', 'SQL_ASCII']) {
      const source = open(await inEncoding(encoding, sql))
      const { told, given } = await byFingerprint(source, '\npipeline {"name":"π \\"quoted\\" it\'s"}')
      expect(told).toHaveLength(2)
      expect(told).toEqual(given)
      expect((await idsOf(source)).every((id) => Buffer.byteLength(id) <= 512)).toBe(true)
    }
  })
})

describe('settings of a user in postgresql', () => {
  it('shape neither ids nor documents', async () => {
    const { name, client } = await database(`
      CREATE TABLE t (day date PRIMARY KEY, days daterange, f float8, b bytea[], i interval[], at timestamptz[], x xml);
      INSERT INTO t VALUES ('2024-12-25', '[2024-12-25,2025-01-01)', 0.1::float8 + 0.2, '{"\\\\x00ff"}', '{1 day}', '{2024-12-25}', '<a/>')`)
    const before = (await list(open(name))).lines.map(String)
    for (const setting of [
      "datestyle = 'German'",
      'extra_float_digits = 0',
      "bytea_output = 'escape'",
      "intervalstyle = 'sql_standard'",
      "timezone = 'Asia/Tokyo'",
      'standard_conforming_strings = off',
      "xmlbinary = 'hex'",
    ])
      await client.query(`ALTER DATABASE ${name} SET ${setting}`)
    expect((await list(open(name))).lines.map(String)).toEqual(before)
    const { told, given } = await byFingerprint(open(name))
    expect(told).toEqual(given)
    expect(before[0]).toContain('"public_t_f":0.30000000000000004,')
    expect(before[0]).toContain(`"id":"${name}_public_t_2024-12-25"`)
  })
})

describe('a postgresql listing that goes on', () => {
  /** Lists until a checkpoint, lets something happen, and goes on from there. */
  const idsAround = async (name: string, happen: () => Promise<unknown>): Promise<Map<string, string>> => {
    const found = new Map<string, string>()
    const read = async (more: Partial<Request>): Promise<Request['resume']> => {
      for await (const page of open(name).documents({ signal, ...more })) {
        if (page.kind === 'documents')
          for (const { id, json } of page.documents)
            found.set(id.replace(`${name}_public_`, ''), json.toString())
        if (page.kind === 'checkpoint' && more.resume === undefined) return page.at
      }
      return undefined
    }
    const at = await read({})
    expect(at).toBeDefined()
    await happen()
    await read({ resume: at })
    return found
  }
  const large = `
    CREATE TABLE b (id int PRIMARY KEY, n int DEFAULT 0, body text) WITH (autovacuum_enabled = off);
    ALTER TABLE b ALTER body SET STORAGE PLAIN;
    INSERT INTO b SELECT i, 0, repeat('x', 3900) FROM generate_series(1, 5000) i`

  it('gives what was written since to a place that it had passed', async () => {
    const { name, client } = await database(`${large}; DELETE FROM b WHERE id <= 100`)
    await client.query('VACUUM b')
    const found = await idsAround(name, () => client.query('UPDATE b SET n = 1 WHERE id > 4990'))
    for (let id = 101; id <= 5000; id += 1) expect(found.has(`b_${id}`)).toBe(true)
    expect(found.get('b_4991')).toContain('"public_b_n":1')
  })

  it('begins a table anew that was emptied and filled again, or put into another order', async () => {
    const { name, client } = await database(large)
    const found = await idsAround(name, () =>
      client.query(
        `BEGIN; TRUNCATE b; INSERT INTO b SELECT i, 0, 'short' FROM generate_series(10001, 10100) i; COMMIT`,
      ),
    )
    for (let id = 10_001; id <= 10_100; id += 1) expect(found.has(`b_${id}`)).toBe(true)

    const other = await database(`${large}; CREATE INDEX backwards ON b (n, (-id))`)
    const all = await idsAround(other.name, async () => {
      await other.client.query('CLUSTER b USING backwards')
    })
    for (let id = 1; id <= 5000; id += 1) expect(all.has(`b_${id}`)).toBe(true)
  })
})
