import { lookup } from 'node:dns'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listingWhenCut } from '../fixtures/source-problem.ts'
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

const open = (database: string, more: Record<string, unknown> = {}) =>
  postgresql.open(
    {
      host: '127.0.0.1',
      port: server.port,
      username: server.username,
      password: server.password,
      database,
      schema: 'public',
      tables: ['*'],
      ssl_enabled: false,
      ...more,
    },
    lookup,
  )

const database = async (sql: string): Promise<{ name: string; client: pg.Client }> => {
  const name = `db${(count += 1)}`
  const client = await server.database(name)
  await client.query(sql)
  return { name, client }
}

const only = async (sql: string): Promise<Record<string, unknown>> => {
  const { name } = await database(sql)
  const { documents } = await list(open(name))
  const [document] = documents.values()
  if (documents.size !== 1 || document === undefined)
    throw new Error(`expected one document, got ${documents.size}`)
  return document
}

const text = async (sql: string): Promise<string> => {
  const { name } = await database(sql)
  return (await list(open(name))).lines.map(String).join('\n')
}

describeDataSource('postgresql', async () => {
  const { name } = await database(`
    CREATE TABLE "Odd ""Name" (id int PRIMARY KEY, body text, j json);
    INSERT INTO "Odd ""Name" SELECT n, repeat('ü', n % 900), E'{"a":\\n1}' FROM generate_series(1, 1500) n;
    CREATE TABLE pair (a text, b int, PRIMARY KEY (a, b));
    INSERT INTO pair VALUES (repeat('long', 200), 1), ('x', 2);
    CREATE VIEW no_key AS SELECT * FROM pair;
    CREATE TABLE empty (id int PRIMARY KEY)`)
  const { documents } = await list(open(name))
  return {
    source: open(name),
    ids: [
      ...Array.from({ length: 1500 }, (_, n) => `${name}_public_Odd "Name_${n + 1}`),
      `${name}_public_pair_x_2`,
      ...[...documents.keys()].filter((id) => /^[0-9a-f]{32}$/.test(id)),
    ],
    broken: open(name, { password: 'wrong' }),
  }
})

describe('postgresql documents', () => {
  it('have the ids and the field names of the service of Elastic', async () => {
    const document = await only(`
      CREATE TABLE "Products" ("Id" int, region text, "Unit Price" numeric(10,2), PRIMARY KEY (region, "Id"));
      INSERT INTO "Products" VALUES (7, 'eu', 19.90)`)
    const name = `db${count}`
    expect(document).toEqual({
      id: `${name}_public_Products_7_eu`,
      public_products_id: 7,
      public_products_region: 'eu',
      'public_products_unit price': 19.9,
      database: name,
      schema: 'public',
      table: 'Products',
    })
  })

  it('keep the types that hurt', async () => {
    const sql = `
      CREATE DOMAIN price AS numeric(12, 2);
      CREATE TABLE t (id bigint PRIMARY KEY, n numeric, d price, whole numeric(38), small numeric(9), f float8, tz timestamptz,
        ts timestamp, day date, j jsonb, plain json, a int[], m text[][], fa float8[], b bytea, nothing text, u text,
        i interval, ip inet, uid uuid, p point, bits bit(4), ok bool, r int4range);
      INSERT INTO t VALUES (9007199254740993, 12345678901234567890.123456789, 19.90, 5, 7, 'NaN', '2024-05-01 12:00:00.5+02',
        '2024-05-01 12:00', 'infinity', '{"k": [1, {"x": null}]}', E'{"a":\\n 1}', '{1,NULL,3}', '{{a,"b\\"c"},{d,e}}',
        '{1.5,NaN,Infinity}', '\\x00ff10', NULL, E'zażółć 🪑 \\u2028 "q" \\\\ \\t', '1 day 2 hours', '10.0.0.1',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '(1,2)', B'0101', true, '[1,5)')`
    const line = await text(sql)
    expect(line).toContain('"public_t_id":9007199254740993,')
    expect(line).toContain('"public_t_n":12345678901234567890.123456789,')
    expect(line).toContain('"public_t_d":19.90,')
    expect(line).toContain('"public_t_whole":5.0,')
    expect(line).toContain('"public_t_small":7,')
    expect(JSON.parse(line)).toMatchObject({
      public_t_f: null,
      public_t_tz: '2024-05-01T10:00:00.5+00:00',
      public_t_ts: '2024-05-01T12:00:00',
      public_t_day: null,
      public_t_j: { k: [1, { x: null }] },
      public_t_plain: { a: 1 },
      public_t_a: [1, null, 3],
      public_t_m: [
        ['a', 'b"c'],
        ['d', 'e'],
      ],
      public_t_fa: [1.5, null, null],
      public_t_b: 'AP8Q',
      public_t_nothing: null,
      public_t_u: 'zażółć 🪑 \u2028 "q" \\ \t',
      public_t_i: 'P1DT2H',
      public_t_ip: '10.0.0.1',
      public_t_uid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      public_t_p: '(1,2)',
      public_t_bits: '0101',
      public_t_ok: true,
      public_t_r: '[1,5)',
    })
  })

  it('keep field names that are longer than an identifier of PostgreSQL', async () => {
    const column = 'a_name_of_a_column_that_is_as_long_as_postgresql_lets_it_be_63'
    const document = await only(`
      CREATE TABLE a_table_with_a_long_name (id int PRIMARY KEY, ${column} text, "it's" json);
      INSERT INTO a_table_with_a_long_name VALUES (1, 'x', NULL)`)
    expect(document).toMatchObject({
      [`public_a_table_with_a_long_name_${column}`]: 'x',
      "public_a_table_with_a_long_name_it's": null,
      table: 'a_table_with_a_long_name',
    })
  })

  it('have keys of time and truth as Python prints them', async () => {
    const document = await only(`
      CREATE TABLE t (at timestamptz, plain timestamp, ok bool, PRIMARY KEY (at, plain, ok));
      INSERT INTO t VALUES ('2024-05-01 12:00:00.25+02', '2024-05-01 12:00', true)`)
    expect(document['id']).toBe(
      `db${count}_public_t_2024-05-01 10:00:00.250000+00:00_2024-05-01 12:00:00_True`,
    )
  })
})

describe('postgresql parts', () => {
  it('are skipped with the reason where a table has no key, may not be read, or is not there', async () => {
    const { name, client } = await database(`
      CREATE TABLE keyless (id int); CREATE TABLE hidden (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY)`)
    await client.query(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'r';
      GRANT SELECT ON t, keyless TO reader; GRANT INSERT ON hidden TO reader`)
    const reader = { username: 'reader', password: 'r' }
    const all = await list(open(name, reader))
    expect(all.ended).toEqual(['public.t'])
    expect(all.skipped).toMatchObject([
      { part: 'public.hidden', expected: false, reason: 'the user may not read it (grant SELECT)' },
      { part: 'public.keyless', expected: true, reason: 'it has no primary key' },
    ])
    const named = await list(open(name, { ...reader, tables: ['t', 'gone'] }))
    expect(named.ended).toEqual(['public.t'])
    expect(named.skipped).toMatchObject([{ part: 'public.gone', expected: false }])
  })

  it('are read once where a table is partitioned', async () => {
    const { name } = await database(`
      CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); INSERT INTO p VALUES (1), (2)`)
    const listing = await list(open(name))
    expect([...listing.documents.keys()]).toEqual([`${name}_public_p_1`, `${name}_public_p_2`])
    expect(listing.ended).toEqual(['public.p'])
  })

  for (const [what, change, reason] of [
    ['dropped', 'DROP TABLE z', 'it was dropped while the sync ran'],
    ['emptied', 'TRUNCATE z', 'it was emptied or rewritten while the sync ran'],
    ['rewritten', 'ALTER TABLE z ALTER id TYPE bigint', 'it was emptied or rewritten while the sync ran'],
    ['given other columns', 'ALTER TABLE z DROP v', 'its columns changed while the sync ran'],
  ] as const) {
    it(`are skipped, not empty, where a table is ${what} after the sync began`, async () => {
      const { name, client } = await database(`
        CREATE TABLE a (id int PRIMARY KEY, body text); CREATE TABLE b (id int PRIMARY KEY);
        INSERT INTO a SELECT n, repeat('x', 1000) FROM generate_series(1, 2000) n;
        CREATE TABLE z (id int PRIMARY KEY, v int); INSERT INTO z VALUES (1, 1)`)
      const ends: unknown[] = []
      for await (const page of open(name).documents({ signal: new AbortController().signal })) {
        if (page.kind === 'cursor' || page.kind === 'checkpoint') continue
        if (page.kind !== 'documents' && page.kind !== 'chunk') ends.push(page)
        else if (ends.length === 0) await client.query(change).catch(() => {})
      }
      expect(ends).toMatchObject([
        { kind: 'end', part: 'public.a' },
        { kind: 'end', part: 'public.b' },
        { kind: 'skipped', part: 'public.z', expected: false, reason },
      ])
    })
  }

  it('show all tables at one moment', async () => {
    const { name, client } = await database(`
      CREATE TABLE a (id int PRIMARY KEY, body text); CREATE TABLE b (id int PRIMARY KEY);
      INSERT INTO a SELECT n, repeat('x', 1000) FROM generate_series(1, 2000) n; INSERT INTO b VALUES (1)`)
    let changed = false
    const ids: string[] = []
    for await (const page of open(name).documents({ signal: new AbortController().signal })) {
      if (!changed) await client.query('INSERT INTO b VALUES (2); DELETE FROM b WHERE id = 1; DELETE FROM a')
      changed = true
      if (page.kind === 'documents') ids.push(...page.documents.map((document) => document.id))
    }
    expect(ids).toHaveLength(2001)
    expect(ids).toContain(`${name}_public_b_1`)
  })
})

describe('postgresql errors', () => {
  const problem = (more: Record<string, unknown>): Promise<unknown> =>
    open('postgres', more)
      .ping(new AbortController().signal)
      .then(
        () => 'fine',
        (error: unknown) => (error instanceof Error ? error.message : error),
      )

  it('name the password, the database, the schema or the address in one sentence', async () => {
    const at = `PostgreSQL at 127.0.0.1:${server.port}`
    expect(await problem({ password: 'wrong' })).toBe(`${at} refused the user "patchbay" or its password.`)
    expect(await problem({ database: 'nope' })).toBe(`${at} has no database "nope".`)
    expect(await problem({ schema: 'nope' })).toBe('The database has no schema "nope".')
    expect(await problem({ port: 1 })).toBe('Nothing answers at 127.0.0.1:1.')
    const { name } = await database('CREATE TABLE orders (id int PRIMARY KEY)')
    const tables = open(name, { tables: ['orders', 'oders', 'itmes'] }).checkNames?.(
      new AbortController().signal,
    )
    await expect(tables).rejects.toThrow(
      'There is no table "public.oders", "public.itmes" that the user may read.',
    )
    expect(await problem({ ssl_enabled: true })).toBe(`${at} does not speak TLS.`)
    expect(() => open('x', { port: 'abc' })).toThrow('The field port of the configuration is not valid')
  })

  it('end the listing without an end where the connection is cut', async () => {
    const { name } = await database(`CREATE TABLE a (id int PRIMARY KEY, body text);
      INSERT INTO a SELECT n, repeat('x', 1000) FROM generate_series(1, 5000) n`)
    const outcomes = await listingWhenCut(server.port, (port) => open(name, { port }))
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 'source.unreachable', ended: [] })))
  })
})

describe('postgresql, changes', () => {
  const { signal } = new AbortController()
  type Cursor = Parameters<NonNullable<ReturnType<typeof open>['changes']>>[0]['cursor']

  const changes = async (name: string, cursor: Cursor | undefined, more: Record<string, unknown> = {}) => {
    const source = open(name, more)
    let next: Cursor = {}
    const ids: string[] = []
    const pages = cursor === undefined ? source.documents({ signal }) : source.changes?.({ cursor, signal })
    if (pages === undefined) throw new Error('postgresql has changes')
    for await (const page of pages) {
      if (page.kind === 'cursor') next = page.cursor
      if (page.kind === 'documents') ids.push(...page.documents.map(({ id }) => id))
    }
    return { next, ids: ids.map((id) => id.replace(`${name}_public_`, '')).toSorted() }
  }

  it('are the rows of every table that were written since, also by a transaction that was open then', async () => {
    const { name, client } = await database(`
      CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a SELECT g, g FROM generate_series(1, 100) g;
      CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
      CREATE VIEW v AS SELECT * FROM a`)
    const { port, username: user, password } = server
    const second = new pg.Client({ host: '127.0.0.1', port, user, password, database: name })
    await second.connect()
    await second.query('BEGIN; INSERT INTO a VALUES (101, 1)')
    const full = await changes(name, undefined)
    expect(full.ids).toHaveLength(100)
    await second.query('COMMIT')
    await second.end()
    await client.query(
      'UPDATE a SET n = 0 WHERE id = 7; DELETE FROM a WHERE id = 8; INSERT INTO p VALUES (5)',
    )
    const since = await changes(name, full.next)
    expect(since.ids).toEqual(['a_101', 'a_7', 'p_5'])
    expect((await changes(name, since.next)).ids).toEqual([])
    await client.query('VACUUM FREEZE a')
    expect((await changes(name, since.next)).ids).toEqual([])
  })

  it('are refused from a cursor of other tables, another kind, or a database that was set back', async () => {
    const { name } = await database('CREATE TABLE a (id int PRIMARY KEY)')
    const { next } = await changes(name, undefined)
    await expect(changes(name, next, { tables: ['a'] })).rejects.toThrow(/another database or tables/)
    await expect(changes(name, { at: 1 })).rejects.toThrow(/not from PostgreSQL/)
    await expect(changes(name, { ...next, xmin: '99999999999' })).rejects.toThrow(/set back/)
  })
})

describe('a postgresql listing that was stopped', () => {
  it('goes on from its last checkpoint, and tells which table it did not list wholly', async () => {
    const { name } = await database(`
      CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1);
      CREATE TABLE b (id int PRIMARY KEY, body text);
      ALTER TABLE b ALTER body SET STORAGE PLAIN;
      INSERT INTO b SELECT n, repeat('x', 3900) FROM generate_series(1, 9000) n;
      CREATE TABLE c (id int PRIMARY KEY); INSERT INTO c VALUES (1)`)
    const signal = new AbortController().signal
    const pages = async (resume?: Parameters<ReturnType<typeof open>['documents']>[0]['resume']) => {
      const found = { ids: new Set<string>(), marks: [] as (typeof resume)[], ends: [] as unknown[] }
      for await (const page of open(name).documents({ signal, resume })) {
        if (page.kind === 'documents') for (const { id } of page.documents) found.ids.add(id)
        if (page.kind === 'checkpoint') found.marks.push(page.at)
        if (page.kind === 'end') found.ends.push([page.part, page.resumed === true])
      }
      return found
    }
    const whole = await pages()
    expect(whole.ids.size).toBe(9002)
    expect(whole.ends).toEqual([
      ['public.a', false],
      ['public.b', false],
      ['public.c', false],
    ])
    // After a, twice within b, after b and after c.
    expect(whole.marks).toHaveLength(5)
    const rest = await pages(whole.marks[1])
    expect(rest.ids.size).toBeGreaterThan(4000)
    expect(rest.ids.size).toBeLessThan(6000)
    expect(rest.ends).toEqual([
      ['public.b', true],
      ['public.c', false],
    ])
    expect((await pages(whole.marks[3])).ids).toEqual(new Set([`${name}_public_c_1`]))
    expect((await pages({ settings: 'other' })).ids.size).toBe(9002)
  })
})

describe('postgresql advanced rules', () => {
  const never = new AbortController().signal
  const tables = `
    CREATE TABLE orders (id int PRIMARY KEY, who int, total numeric(10,2)); CREATE TABLE people (id int PRIMARY KEY, name text);
    CREATE TABLE other (id int PRIMARY KEY);
    INSERT INTO people VALUES (1, 'Ada'), (2, 'Bob'); INSERT INTO orders VALUES (10, 1, 2.50), (11, 2, 3), (12, 1, 4)`

  it('list the rows of queries, named by their tables, and leave the other tables empty', async () => {
    const { name } = await database(tables)
    const listing = await list(open(name), never, [
      { tables: ['people'], query: "SELECT * FROM people WHERE name = 'Ada'; " },
      {
        tables: ['people', 'orders'],
        query: 'SELECT o.id AS o, p.name, o.total FROM orders o JOIN people p ON p.id = o.who -- all of them',
        id_columns: ['o'],
      },
    ])
    expect(Object.fromEntries(listing.documents)).toMatchObject({
      [`${name}_public_people_1`]: { public_people_name: 'Ada', table: ['people'], schema: 'public' },
      [`${name}_public_orders_people_12`]: {
        public_orders_people_total: 4,
        public_orders_people_name: 'Ada',
        table: ['orders', 'people'],
      },
    })
    expect(listing.documents.size).toBe(4)
    expect(listing.ended.toSorted()).toEqual([
      'public.orders',
      'public.orders_people',
      'public.other',
      'public.people',
    ])
  })

  it('say what is wrong where', async () => {
    const { name } = await database(tables)
    const refused = (rule: { tables: string[]; query: string }, message: string) =>
      expect(list(open(name), never, [rule])).rejects.toThrow(message)
    const people = ['people']
    await refused(
      { tables: ['nope'], query: 'SELECT 1' },
      'advanced[0].tables: the schema public has no table "nope".',
    )
    await refused({ tables: people, query: 'SELEC 1' }, 'advanced[0].query: syntax error at or near')
    await refused(
      { tables: people, query: 'SELECT name FROM people' },
      'advanced[0].id_columns: the query gives no column "id"',
    )
    await refused(
      { tables: people, query: 'DELETE FROM people RETURNING *' },
      'advanced[0].query: syntax error',
    )
  })
})
