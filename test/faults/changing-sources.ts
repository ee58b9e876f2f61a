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

/** Texts are of letters, digits and spaces. */
const inSql = ({ query }: Sql, upsert: string) => ({
  put: async (rows: ReadonlyMap<number, string>): Promise<void> => {
    const values = [...rows].map(([n, text]) => `(${n}, '${text}')`).join(', ')
    await query(`INSERT INTO goods (n, words) VALUES ${values} ${upsert}`)
  },
  remove: async (numbers: readonly number[]): Promise<void> => {
    await query(`DELETE FROM goods WHERE n IN (${numbers.join(', ')})`)
  },
})

const rowOfTable =
  (prefix: string) =>
  (document: Record<string, unknown>): [number, string] => [
    Number(document[`${prefix}n`]),
    String(document[`${prefix}words`]),
  ]

const postgresql = async (): Promise<ChangingSource> => {
  const server = await startPostgresql()
  const client = await server.database('shop')
  // A row fills more than its share of a block, so that a small table is read in several pieces.
  await client.query(`
    CREATE TABLE goods (n int PRIMARY KEY, words text, room text DEFAULT repeat('.', 900)) WITH (fillfactor = 10);
    ALTER TABLE goods ALTER COLUMN room SET STORAGE PLAIN`)
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
    ...inSql({ query: (sql) => client.query(sql) }, 'ON CONFLICT (n) DO UPDATE SET words = EXCLUDED.words'),
    rowOf: rowOfTable('public_goods_'),
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
    ...inSql({ query: (sql) => client.query(sql) }, 'ON DUPLICATE KEY UPDATE words = VALUES(words)'),
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
