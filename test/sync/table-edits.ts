import pg from 'pg'

/**
 * Tables of a database that is to change between syncs. Rows leave most of their block empty, so that a small table has
 * many blocks; keys are odd, types such as hurt, collations several; one table has partitions, one has heirs.
 */
export const begin = `
  CREATE TABLE things (id int PRIMARY KEY, n int, body text, doc json, at timestamptz DEFAULT '2024-01-01')
    WITH (fillfactor = 10);
  INSERT INTO things SELECT i, i % 7, repeat(md5(i::text), 12), E'{"a":\\n1}' FROM generate_series(1, 160) i;
  CREATE TABLE pairs (a text COLLATE "C", b text COLLATE "POSIX", n numeric, f float8, fs float4[], day date, r tstzrange,
    i interval, y bytea, ys bytea[], j jsonb, l int[], u uuid, bits bit varying, x text GENERATED ALWAYS AS (a || '/') STORED,
    PRIMARY KEY (a, b));
  INSERT INTO pairs (a, b, n, f, y, j, l) SELECT 'k' || i, 'b', i / 3.0, i / 7.0, decode(md5(i::text), 'hex'), jsonb_build_object('b', i), ARRAY[i]
    FROM generate_series(1, 30) i;
  CREATE TABLE moments (at timestamptz, plain timestamp, ok bool, note text, PRIMARY KEY (at, plain, ok));
  INSERT INTO moments SELECT timestamptz '2024-01-01' + i * interval '7.25 s', 'infinity', i % 2 = 0, 'note'
    FROM generate_series(1, 20) i;
  CREATE TABLE logs (id int, day int, body text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
  CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (10);
  CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (10) TO (20);
  INSERT INTO logs SELECT i, i % 20, 'x' FROM generate_series(1, 40) i;
  CREATE TABLE empty (id uuid PRIMARY KEY);
  CREATE VIEW seen AS SELECT * FROM things`

/** How many documents that makes. */
export const beginning = 160 + 30 + 20 + 40

const setting = (n: number): string => {
  const values = [
    "datestyle = 'German'",
    'extra_float_digits = 0',
    "bytea_output = 'escape'",
    "timezone = 'Asia/Tokyo'",
    "intervalstyle = 'sql_standard'",
    'standard_conforming_strings = off',
    "search_path = 'pg_catalog'",
    'enable_tidscan = off',
    "xmlbinary = 'hex'",
  ]
  const value = (values[n % values.length] ?? '').replaceAll("'", "''")
  return `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${value}', current_database()); END $$`.replace(
    '; END',
    ';END',
  )
}

/** What may happen to the tables between two syncs. `n` says to which rows. */
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
  upperColumn: (n) => `ALTER TABLE things ADD COLUMN "BODY" text DEFAULT '${n}'`,
  longColumn: (n) => `ALTER TABLE things ADD COLUMN ${'long_'.repeat(11)}${n} json DEFAULT E'{\\n"n":${n}}'`,
  dropColumn: () => 'ALTER TABLE things DROP COLUMN IF EXISTS doc',
  textType: () => 'ALTER TABLE things ALTER COLUMN n TYPE text',
  keyType: () => 'ALTER TABLE things ALTER COLUMN id TYPE numeric',
  jsonType: () => `ALTER TABLE things ALTER COLUMN body TYPE json USING to_json(body)`,
  renameColumn: (n) => `ALTER TABLE things RENAME COLUMN at TO at_${n}`,
  swapColumns: () =>
    "ALTER TABLE things ADD COLUMN other text DEFAULT 'o'; ALTER TABLE things RENAME COLUMN body TO third; ALTER TABLE things RENAME COLUMN other TO body; ALTER TABLE things RENAME COLUMN third TO other",
  otherKey: (n) =>
    `ALTER TABLE things DROP CONSTRAINT things_pkey; ALTER TABLE things ADD COLUMN key_${n} serial; ALTER TABLE things ADD CONSTRAINT things_pkey PRIMARY KEY (id, key_${n})`,
  heirs: (n) =>
    `CREATE TABLE heir (PRIMARY KEY (id)) INHERITS (things); INSERT INTO heir (id, body) VALUES (${9000 + n}, 'heir')`,
  rewrite: () => 'CLUSTER things USING things_pkey',
  full: () => 'VACUUM FULL things',
  emptied: (n) =>
    `TRUNCATE things; INSERT INTO things (id, body) SELECT i, 'fresh' FROM generate_series(1, ${n + 1}) i`,
  odd: (n) =>
    `INSERT INTO pairs (a, b) SELECT k, k || ${n} FROM unnest(ARRAY[E'it''s', E'\\\\', E'a\\nb\\r\\t', '"q"', ' ', '', '🪑', '%', E'\\u2028', repeat('é', 300)]) k ON CONFLICT DO NOTHING`,
  letters: (n) => `UPDATE pairs SET a = upper(a) WHERE length(b) = 1 AND a LIKE '%${n % 10}'`,
  numbers: (n) =>
    `UPDATE pairs SET n = (ARRAY['NaN', 'Infinity', '0.10', '1e30', '12345678901234567890.5', '7'])[1 + ${n} % 6]::numeric, f = (ARRAY['NaN', '-Infinity', '1e-300', '0.30000000000000004', '-0'])[1 + ${n} % 5]::float8, fs = '{NaN,1.1,NULL}' WHERE a LIKE 'k%'`,
  types: (n) =>
    `UPDATE pairs SET day = date '2024-12-01' + ${n}, r = tstzrange('2024-12-25', NULL), i = interval '1 mon 2 days 3.5 s', ys = ARRAY[y], j = '{"b": 1.50, "a": null, "c": "\\u00e9"}', u = md5('${n}')::uuid, bits = B'0101' WHERE a < 'k2'`,
  bytes: (n) =>
    `UPDATE pairs SET y = decode(repeat('00ff0a', ${n * 10}), 'hex'), l = ARRAY[${n}, NULL] WHERE a > 'k2'`,
  endless: (n) =>
    `INSERT INTO moments SELECT at, plain, ${n % 2 === 0}, 'endless' FROM unnest(ARRAY['infinity', '-infinity', '2024-02-02']::timestamptz[], ARRAY['-infinity', '2024-01-01', 'infinity']::timestamp[]) t (at, plain) ON CONFLICT (at, plain, ok) DO UPDATE SET note = moments.note || '${n}'`,
  forget: (n) => `DELETE FROM moments WHERE extract(minute FROM at) = ${n % 3} OR NOT isfinite(at)`,
  partition: (n) =>
    `CREATE TABLE logs_${n + 2} PARTITION OF logs FOR VALUES FROM (${n * 100}) TO (${n * 100 + 100}); INSERT INTO logs SELECT i, ${n * 100}, 'y' FROM generate_series(1, 5) i ON CONFLICT DO NOTHING`,
  moveRows: (n) => `UPDATE logs SET day = 19 - day WHERE day < 20 AND id % 5 = ${n % 5}`,
  detach: () => 'ALTER TABLE logs DETACH PARTITION logs_2; DROP TABLE logs_2',
  logs: (n) =>
    `DELETE FROM logs WHERE id % 7 = ${n % 7}; UPDATE logs SET body = body || ${n} WHERE id % 3 = 0`,
  fill: (n) =>
    `INSERT INTO empty SELECT md5(i::text)::uuid FROM generate_series(1, ${n}) i ON CONFLICT DO NOTHING`,
  clear: () => 'DELETE FROM empty',
  newTable: (n) =>
    `CREATE TABLE new_${n} (id bigserial PRIMARY KEY); INSERT INTO new_${n} SELECT FROM generate_series(1, ${n})`,
  setting,
  nothing: () => 'SELECT 1',
}
export const editNames = Object.keys(edits)

/** What no table could be edited by: syntax errors, ambiguous columns. */
const mistakes = new Set(['42601', '42702'])

/** Some edits can't come twice, such as a column of the same name, or after others. */
export const edit = async (client: pg.Client, name: string, n: number): Promise<void> => {
  // VACUUM runs in no transaction.
  for (const one of edits[name]?.(n).split('; ') ?? [])
    await client.query(one).catch((error: unknown) => {
      if (error instanceof pg.DatabaseError && !mistakes.has(error.code ?? '')) return
      throw error
    })
}
