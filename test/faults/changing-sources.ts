import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Values } from '../sync/open-worker.ts'
import { startMariadb, whyNoMariadb } from '../fixtures/start-mariadb.ts'
import { startPostgresql } from '../fixtures/start-postgresql.ts'

/** Rows of a real source: what each number has as its text. */
export interface ChangingSource {
  serviceType: string
  values: Values
  incremental: boolean
  put(rows: ReadonlyMap<number, string>): Promise<void>
  remove(numbers: readonly number[]): Promise<void>
  /** The number and the text of a document. */
  rowOf(document: Record<string, unknown>): [number, string]
  close(): Promise<void>
}

interface Sql {
  query(sql: string): Promise<unknown>
}

/** Rows with smaller numbers are early ones, which lie in a table of their own where there is more than one. */
export const firstLate = 100

/** Texts are of letters, digits and spaces. */
const inSql = ({ query }: Sql, upsert: string, tables: readonly ['goods'] | readonly ['goods', 'early']) => {
  const inTables = async (
    numbers: Iterable<number>,
    make: (table: string, numbers: readonly number[]) => string,
  ): Promise<void> => {
    const byTable = Map.groupBy(numbers, (n) => (n < firstLate ? tables.at(-1) : tables[0]))
    for (const [table = 'goods', all] of byTable) await query(make(table, all))
  }
  return {
    put: (rows: ReadonlyMap<number, string>): Promise<void> =>
      inTables(rows.keys(), (table, numbers) => {
        const values = numbers.map((n) => `(${n}, '${rows.get(n)}')`).join(', ')
        return `INSERT INTO ${table} (n, words) VALUES ${values} ${upsert}`
      }),
    remove: (numbers: readonly number[]): Promise<void> =>
      inTables(numbers, (table, all) => `DELETE FROM ${table} WHERE n IN (${all.join(', ')})`),
  }
}

const rowOfTable =
  (...prefixes: string[]) =>
  (document: Record<string, unknown>): [number, string] => {
    const prefix = prefixes.find((one) => Object.hasOwn(document, `${one}n`)) ?? ''
    return [Number(document[`${prefix}n`]), String(document[`${prefix}words`])]
  }

const postgresql = async (): Promise<ChangingSource> => {
  const server = await startPostgresql()
  const client = await server.database('shop')
  // A row fills more than its share of a block, so that a small table is read in several pieces.
  await client.query(`
    CREATE TABLE goods (n int PRIMARY KEY, words text, room text DEFAULT repeat('.', 900)) WITH (fillfactor = 10);
    ALTER TABLE goods ALTER COLUMN room SET STORAGE PLAIN;
    CREATE TABLE early (LIKE goods INCLUDING ALL) WITH (fillfactor = 10)`)
  const upsert = 'ON CONFLICT (n) DO UPDATE SET words = EXCLUDED.words'
  return {
    serviceType: 'postgresql',
    values: {
      host: '127.0.0.1',
      port: server.port,
      username: server.username,
      password: server.password,
      database: 'shop',
      schema: 'public',
      tables: ['*'],
      ssl_enabled: false,
    },
    incremental: true,
    ...inSql({ query: (sql) => client.query(sql) }, upsert, ['goods', 'early']),
    rowOf: rowOfTable('public_goods_', 'public_early_'),
    close: () => server.stop(),
  }
}

const mysql = async (): Promise<ChangingSource> => {
  const server = await startMariadb()
  const client = await server.database('shop')
  await client.query(`CREATE TABLE goods (n int PRIMARY KEY, words longtext,
    written timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)`)
  return {
    serviceType: 'mysql',
    values: {
      host: '127.0.0.1',
      port: server.port,
      user: server.user,
      password: server.password,
      database: 'shop',
      tables: ['*'],
      ssl_enabled: false,
    },
    incremental: true,
    ...inSql({ query: (sql) => client.query(sql) }, 'ON DUPLICATE KEY UPDATE words = VALUES(words)', [
      'goods',
    ]),
    rowOf: rowOfTable(''),
    close: () => server.stop(),
  }
}

const dir = async (folder: string): Promise<ChangingSource> => {
  const directory = join(folder, 'goods')
  await mkdir(directory)
  const pathOf = (n: number): string => join(directory, `${n}.txt`)
  return {
    serviceType: 'dir',
    values: { directory, pattern: '**/*.txt' },
    incremental: true,
    put: async (rows) => {
      for (const [n, text] of rows) await writeFile(pathOf(n), text)
    },
    remove: async (numbers) => {
      for (const n of numbers) await rm(pathOf(n))
    },
    rowOf: ({ path, body }) => [Number(/(\d+)\.txt$/.exec(String(path))?.[1]), String(body)],
    close: async () => {},
  }
}

/** Real sources whose rows change, by service type; `why` one can't be had. */
export const changingSources: Record<
  string,
  { why: string | undefined; open: (folder: string) => Promise<ChangingSource> }
> = {
  postgresql: { why: undefined, open: postgresql },
  dir: { why: undefined, open: dir },
  mysql: { why: whyNoMariadb(), open: mysql },
}
