import { lookup } from 'node:dns'
import { createHash } from 'node:crypto'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type Mariadb, startMariadb, whyNoMariadb } from '../fixtures/start-mariadb.ts'

const why = whyNoMariadb()

describe.skipIf(why !== undefined)('mysql, on a real MariaDB', async () => {
  let server: Mariadb
  let count = 0
  beforeAll(async () => {
    server = await startMariadb()
  })
  afterAll(() => server?.stop())

  const load = sources['mysql']
  if (load === undefined) throw new Error('no mysql source')
  const mysql = await load()

  const open = (database: string, more: Record<string, unknown> = {}) =>
    mysql.open(
      {
        host: '127.0.0.1',
        port: server.port,
        user: server.user,
        password: server.password,
        database,
        tables: ['*'],
        ssl_enabled: false,
        ...more,
      },
      lookup,
    )

  const database = async (sql: string): Promise<{ name: string; client: Connection }> => {
    const name = `db${(count += 1)}`
    const client = await server.database(name)
    await client.query(sql)
    return { name, client }
  }

  const lines = async (sql: string): Promise<string[]> => {
    const { name } = await database(sql)
    return (await list(open(name))).lines.map(String)
  }

  describeDataSource('mysql', async () => {
    const { name } = await database(`
      CREATE TABLE \`Odd \`\`Name\` (id int PRIMARY KEY, body text);
      INSERT INTO \`Odd \`\`Name\` SELECT seq, repeat('ü', seq % 900) FROM seq_1_to_1500;
      CREATE TABLE pair (a varchar(700), b int, PRIMARY KEY (a, b));
      INSERT INTO pair VALUES (repeat('long', 150), 1), ('x', 2);
      CREATE VIEW no_key AS SELECT * FROM pair;
      CREATE TABLE z_empty (id int PRIMARY KEY)`)
    return {
      source: open(name),
      ids: [
        ...Array.from({ length: 1500 }, (_, n) => `Odd \`Name_${n + 1}`),
        'pair_x_2',
        createHash('md5')
          .update(`pair_${'long'.repeat(150)}_1`)
          .digest('hex'),
      ],
      broken: open(name, { password: 'wrong' }),
    }
  })

  it('gives the ids and the field names of the service of Elastic', async () => {
    const [line = ''] = await lines(`
      CREATE TABLE \`Products\` (\`Unit Price\` decimal(10,2), region varchar(2), \`Key\` int, id int, \`Table\` int,
        PRIMARY KEY (region, \`Key\`));
      INSERT INTO \`Products\` VALUES (19.90, 'eu', 7, 1, 2)`)
    expect(line).toBe('{"id":"Products_eu_7","Table":"Products","Unit Price":19.90,"region":"eu","Key":7}')
  })

  it('keeps the types that hurt', async () => {
    const [line = ''] = await lines(`
      CREATE TABLE t (k bigint unsigned PRIMARY KEY, dec30 decimal(30,10), whole decimal(30,0), small decimal(9,0),
        zero int(8) zerofill, f double, tiny float, flag bool, bits bit(12), y year, day date, no_day date, dt datetime(6),
        plain datetime, ts timestamp NULL, t time(3), e enum('a','b'), s set('x','y'), b varbinary(9), bl blob, txt longtext CHARACTER SET utf8mb4,
        latin varchar(20) CHARACTER SET latin1, nothing text, g point);
      SET SESSION sql_mode = '', time_zone = '+02:00';
      INSERT INTO t VALUES (18446744073709551615, 12345678901234567890.1234567891, 5, 7, 42, 1e300, 1.5, true, b'101', 2024,
        '2024-05-01', '0000-00-00', '2024-05-01 12:00:00.500000', '2024-05-01 12:00:00', '2024-05-01 12:00:00', '-25:01:02.500',
        'b', 'x,y', x'00ff10', x'ff', 'zażółć 🪑 "q" \\\\ \\t\\n', 'ü', NULL, ST_GeomFromText('POINT(1 2)'))`)
    expect(line).toContain('"k":18446744073709551615,')
    expect(line).toContain('"dec30":12345678901234567890.1234567891,')
    expect(line).toContain('"whole":5.0,"small":7,"zero":42,')
    expect(JSON.parse(line)).toMatchObject({
      f: 1e300,
      tiny: 1.5,
      flag: 1,
      bits: 5,
      y: 2024,
      day: '2024-05-01',
      no_day: null,
      dt: '2024-05-01T12:00:00.500000',
      plain: '2024-05-01T12:00:00',
      ts: '2024-05-01T10:00:00',
      t: '-25:01:02.500',
      e: 'b',
      s: 'x,y',
      b: 'AP8Q',
      bl: '/w==',
      txt: 'zażółć 🪑 "q" \\ \t\n',
      latin: 'ü',
      nothing: null,
    })
  })

  it('makes ids of keys of every type as the service of Elastic does', async () => {
    const { name } = await database(`
      CREATE TABLE d (k datetime(3) PRIMARY KEY); INSERT INTO d VALUES ('2024-05-01 12:00:00.5'), ('2024-05-01 12:00:00');
      CREATE TABLE u (k binary(4) PRIMARY KEY); INSERT INTO u VALUES (x'61275cff');
      CREATE TABLE z (k int(5) zerofill PRIMARY KEY); INSERT INTO z VALUES (7)`)
    expect([...(await list(open(name))).documents.keys()]).toEqual([
      'd_2024-05-01 12:00:00',
      'd_2024-05-01 12:00:00.500000',
      `u_b"a'\\\\\\xff"`,
      'z_7',
    ])
  })

  it('lists only the tables that are named, and keeps what it does not find', async () => {
    const { name } = await database(
      `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)`,
    )
    const source = open(name, { tables: ['b', 'nope'] })
    await expect(source.checkNames?.(new AbortController().signal)).rejects.toThrow('no table "nope"')
    const listing = await list(source)
    expect(listing.ended).toEqual(['b'])
    expect(listing.skipped).toMatchObject([{ part: 'nope', expected: false }])
  })

  it('reads one snapshot, whatever is written meanwhile', async () => {
    const { name, client } = await database(`
      CREATE TABLE a (id int PRIMARY KEY, body text); INSERT INTO a SELECT seq, repeat('x', 2000) FROM seq_1_to_3000;
      CREATE TABLE z (id int PRIMARY KEY); INSERT INTO z VALUES (1)`)
    const ids: string[] = []
    for await (const page of open(name).documents({ signal: new AbortController().signal })) {
      if (ids.length === 0)
        await client.query('DELETE FROM z; INSERT INTO z VALUES (2); DELETE FROM a WHERE id > 10')
      if (page.kind === 'documents') ids.push(...page.documents.map(({ id }) => id))
    }
    expect(ids).toHaveLength(3001)
    expect(ids).toContain('z_1')
  })

  it('keeps the documents of a table that is emptied while the sync runs', async () => {
    const { name, client } = await database(`
      CREATE TABLE a (id int PRIMARY KEY, body text); INSERT INTO a SELECT seq, repeat('x', 2000) FROM seq_1_to_3000;
      CREATE TABLE z (id int PRIMARY KEY); INSERT INTO z VALUES (1)`)
    const ended: string[] = []
    let first = true
    for await (const page of open(name).documents({ signal: new AbortController().signal })) {
      if (first) await client.query('TRUNCATE z')
      first = false
      if (page.kind === 'end') ended.push(page.part)
    }
    expect(ended).toEqual(['a'])
  })

  it('lists the rows of advanced rules, named by their tables, and leaves the other tables empty', async () => {
    const { name } = await database(`
      CREATE TABLE people (id int PRIMARY KEY, name varchar(20), born date); INSERT INTO people VALUES (1, 'Ada', '1815-12-10'), (2, 'Bob', NULL);
      CREATE TABLE orders (id bigint PRIMARY KEY, who int, total decimal(10,2), raw varbinary(4)); INSERT INTO orders VALUES (10, 1, 2.5, 'ab'), (11, 2, 3, NULL);
      CREATE TABLE other (id int PRIMARY KEY)`)
    const never = new AbortController().signal
    const join =
      'SELECT o.id AS o, p.name, p.born, o.total, o.raw FROM orders o JOIN people p ON p.id = o.who;'
    const listing = await list(open(name), never, [
      { tables: ['people'], query: "SELECT * FROM people WHERE name = 'Ada'" },
      { tables: ['people', 'orders'], query: join, id_columns: ['o'] },
    ])
    expect(listing.lines.map(String).toSorted()).toEqual([
      '{"id":"orders_people_10","Table":"orders_people","o":10,"name":"Ada","born":"1815-12-10","total":2.50,"raw":"YWI="}',
      '{"id":"orders_people_11","Table":"orders_people","o":11,"name":"Bob","born":null,"total":3.00,"raw":null}',
      '{"id":"people_1","Table":"people","name":"Ada","born":"1815-12-10"}',
    ])
    expect(listing.ended.toSorted()).toEqual(['orders', 'orders_people', 'other', 'people'])
    const refused = (rule: object, message: string) =>
      expect(list(open(name), never, [{ tables: ['people'], ...rule }])).rejects.toThrow(message)
    await refused({ query: 'SELECT 1 AS one' }, 'advanced[0].id_columns: the query gives no column "id"')
    await refused({ query: 'SELEC 1' }, 'advanced[0].query: You have an error in your SQL syntax')
    await refused({ query: 'SELECT 1', tables: ['nope'] }, 'advanced[0].tables: the database has no table')
  })

  it('says what is wrong in one sentence', async () => {
    const { name } = await database('SELECT 1')
    const at = `MySQL at 127.0.0.1:${server.port}`
    expect(await problemOf(open(name, { password: 'wrong' }))).toBe(
      `${at} refused the user "patchbay" or its password.`,
    )
    expect(await problemOf(open('nope'))).toBe(
      `${at} has no database "nope" that the user "patchbay" may use.`,
    )
    expect(await problemOf(open(name, { port: 1 }))).toBe('Nothing answers at 127.0.0.1:1.')
    expect(await problemOf(open(name, { ssl_enabled: true }))).toBe(`${at} does not speak TLS.`)
    expect(() => open(name, { port: 'abc' })).toThrow('The field port of the configuration is not valid')
  })

  it('trusts the certificate of an authority of its own for its host, and no other', async () => {
    const authority = await makeAuthority('test authority')
    const secured = await startMariadb(await makeServerCertificate(authority, ['localhost']))
    try {
      await secured.database('shop')
      const over = (host: string, ca?: string) =>
        mysql.open(
          {
            host,
            port: secured.port,
            user: secured.user,
            password: secured.password,
            database: 'shop',
            tables: ['*'],
            ssl_enabled: true,
            ...(ca !== undefined && { ssl_ca: ca }),
          },
          (_host, options, done) => lookup('127.0.0.1', options, done),
        )
      await over('localhost', authority.cert).ping(new AbortController().signal)
      const untrusted = /^The certificate of MySQL at .* is not trusted/
      expect(await problemOf(over('localhost'))).toMatch(untrusted)
      expect(await problemOf(over('db.example', authority.cert))).toMatch(untrusted)
    } finally {
      await secured.stop()
    }
  })

  const { signal } = new AbortController()
  type Request = Parameters<ReturnType<typeof open>['documents']>[0]
  type Mark = NonNullable<Request['resume']>

  const pagesOf = async (
    name: string,
    asked: { resume?: Mark; cursor?: Mark } = {},
    more: Record<string, unknown> = {},
  ) => {
    const source = open(name, more)
    const { resume, cursor } = asked
    const pages =
      cursor === undefined ? source.documents({ signal, resume }) : source.changes?.({ signal, cursor })
    if (pages === undefined) throw new Error('mysql has changes')
    const found = { ids: [] as string[], marks: [] as Mark[], ends: [] as unknown[], cursor: {} as Mark }
    for await (const page of pages) {
      if (page.kind === 'documents') found.ids.push(...page.documents.map(({ id }) => id))
      if (page.kind === 'checkpoint') found.marks.push(page.at)
      if (page.kind === 'end') found.ends.push([page.part, page.resumed === true])
      if (page.kind === 'cursor') found.cursor = page.cursor
    }
    return found
  }

  it('goes on from a checkpoint, after the last row of a page or after a table', async () => {
    const { name } = await database(`
      CREATE TABLE a (id bigint unsigned PRIMARY KEY, body text);
      INSERT INTO a SELECT 18446744073709551615 - seq, repeat('x', 1000) FROM seq_1_to_600;
      CREATE TABLE b (k varchar(9) PRIMARY KEY); INSERT INTO b VALUES ('one'), ('two');
      CREATE TABLE c (id int PRIMARY KEY); INSERT INTO c VALUES (-1), (0), (1)`)
    const whole = await pagesOf(name)
    expect(whole.ids).toHaveLength(605)
    expect(whole.ends).toEqual([
      ['a', false],
      ['b', false],
      ['c', false],
    ])
    for (const [at, resume] of whole.marks.entries()) {
      const rest = await pagesOf(name, { resume })
      // What lay before it is not listed again, and nothing else is missing.
      const before = new Set(whole.ids.slice(0, whole.ids.length - rest.ids.length))
      expect(rest.ids).toEqual(whole.ids.slice(before.size))
      expect(rest.ids.length < whole.ids.length || at === 0).toBe(true)
      expect(rest.cursor).toEqual(whole.cursor)
    }
    const [first] = whole.marks
    expect((await pagesOf(name, { resume: first ?? {} })).ends[0]).toEqual(['a', true])
    expect((await pagesOf(name, { resume: whole.marks.at(-1) ?? {} })).ids).toEqual([])
    expect((await pagesOf(name, { resume: { settings: 'other' } })).ids).toHaveLength(605)
  })

  it('gives what was written since a cursor, of tables that show it, and the other tables wholly', async () => {
    const { name, client } = await database(`
      CREATE TABLE shown (id int PRIMARY KEY, n int,
        written timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
      INSERT INTO shown SELECT seq, seq, '2001-01-01 00:00:00' FROM seq_1_to_50;
      CREATE TABLE late (id int PRIMARY KEY, written timestamp NULL ON UPDATE CURRENT_TIMESTAMP);
      INSERT INTO late VALUES (1, '2001-01-01 00:00:00');
      CREATE TABLE elsewhere (id int PRIMARY KEY,
        written datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
      INSERT INTO elsewhere VALUES (1, '2001-01-01 00:00:00')`)
    const full = await pagesOf(name)
    expect(full.ids).toHaveLength(52)
    const others = ['elsewhere_1', 'late_1']
    expect((await pagesOf(name, { cursor: full.cursor })).ids.toSorted()).toEqual(others)
    await client.query(`
      SET time_zone = '-11:00';
      UPDATE shown SET n = 0 WHERE id = 7; INSERT INTO shown (id) VALUES (51); UPDATE shown SET written = NULL WHERE id = 9`)
    expect((await pagesOf(name, { cursor: full.cursor })).ids.toSorted()).toEqual([
      ...others,
      'shown_51',
      'shown_7',
      'shown_9',
    ])
    await expect(pagesOf(name, { cursor: full.cursor }, { tables: ['shown'] })).rejects.toThrow(
      /another database or tables/,
    )
    await expect(pagesOf(name, { cursor: { at: 1 } })).rejects.toThrow(/not from MySQL/)
  })

  it('ends the listing without an end where the connection is cut', async () => {
    const { name } = await database(`
      CREATE TABLE a (id int PRIMARY KEY, body text); INSERT INTO a SELECT seq, repeat('x', 1000) FROM seq_1_to_5000`)
    const outcomes = await listingWhenCut(server.port, (port) => open(name, { port }))
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 'source.unreachable', ended: [] })))
  })
})
