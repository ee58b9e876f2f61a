import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import type { PatchbayError } from '../../errors.ts'
import { isPatchbayError } from '../../errors.ts'
import type { Json } from '../../lib/json.ts'
import { selectRows } from '../sql/keyed-table.ts'
import { tableRules } from '../table-rules.ts'
import { changedSince, cursorNow } from './change-cursor.ts'
import { explainError } from './explain-error.ts'
import { listTables, tableOf } from './list-tables.ts'
import { mssql } from './mssql.ts'
import { readQuery } from './read-query.ts'
import { encryptionOf } from './refuse-plain-login.ts'
import { parseSettings } from './settings.ts'

const values = {
  host: '127.0.0.1',
  port: 1433,
  username: 'reader',
  password: 'of the tests',
  database: 'shop',
  schema: 'dbo',
  tables: ['*'],
}
const settings = parseSettings(values)

/** A connection that answers what SQL Server is documented to answer. */
const answering = (...answers: unknown[][][]) => {
  const asked: string[] = []
  return {
    asked,
    async *rows(sql: string): AsyncGenerator<readonly unknown[]> {
      asked.push(sql)
      yield* answers.shift() ?? []
    },
  }
}

const column = (
  name: string,
  type: string,
  more: { isKey?: boolean; precision?: number; scale?: number } = {},
) => ({
  name,
  type,
  precision: 0,
  scale: 0,
  isKey: false,
  ...more,
})

it('reads every type in a form that loses nothing', () => {
  const types = [
    'bigint',
    'money',
    'float',
    'bit',
    'date',
    'datetime2',
    'datetimeoffset',
    'time',
    'varbinary',
    'uniqueidentifier',
    'geography',
    'xml',
  ]
  const { columns } = tableOf('dbo', 't', [
    ...types.map((type) => column('c', type)),
    column('c', 'decimal', { precision: 38 }),
    column('c', 'decimal', { precision: 38, scale: 2 }),
  ])
  expect(columns.map(({ kind, expression }) => `${kind} ${expression}`)).toEqual([
    'number CONVERT(varchar(20), [c])',
    'number CONVERT(varchar(30), [c], 2)',
    'number CONVERT(varchar(40), [c], 3)',
    'boolean CONVERT(varchar(1), [c])',
    'text CONVERT(varchar(10), [c], 23)',
    'time CONVERT(varchar(33), [c], 126)',
    "time CONVERT(varchar(33), SWITCHOFFSET([c], '+00:00'), 127)",
    'text CONVERT(varchar(16), [c], 121)',
    'bytes [c]',
    'text LOWER(CONVERT(varchar(36), [c]))',
    'text [c].ToString()',
    'text CONVERT(nvarchar(max), [c])',
    'wide CONVERT(varchar(50), [c])',
    'number CONVERT(varchar(50), [c])',
  ])
})

it('quotes what the names of tables and columns hold, and reads in the order of one whole number', async () => {
  const [table] = await listTables(
    answering([
      ['odd ]; DROP', 'id', 'int', 10, 0, 1],
      ['odd ]; DROP', 'a]b', 'nvarchar', 0, 0, 0],
      ['odd ]; DROP', 'v', 'timestamp', 0, 0, 0],
    ]),
    'dbo',
  )
  if (table === undefined) throw new Error('no table')
  expect(selectRows(table, { after: '5' })).toBe(
    'SELECT CONVERT(varchar(20), [id]), CONVERT(nvarchar(max), [a]]b]), [v] FROM [dbo].[odd ]]; DROP] WHERE [id] > 5 ORDER BY [id]',
  )
  expect(table).toMatchObject({ version: '[v]', keys: ['id'] })
})

it('makes keys in alphabetical order, and no order of several', () => {
  const table = tableOf('dbo', 't', [
    column('b', 'int', { isKey: true }),
    column('a', 'int', { isKey: true }),
  ])
  expect(table).toMatchObject({ keys: ['a', 'b'], order: undefined, version: undefined })
  expect(tableOf('dbo', 't', [column('a', 'nvarchar', { isKey: true })]).order).toBeUndefined()
})

it('goes on from the lowest version that is not committed, of the same database only', async () => {
  const cursor = await cursorNow(answering([['0x00000000000007D1']]), settings)
  expect(changedSince(settings, cursor)).toBe('0x00000000000007D1')
  expect(() => changedSince({ ...settings, database: 'other' }, cursor)).toThrow('another database or tables')
  expect(() => changedSince(settings, { ...cursor, since: '0x01 OR 1=1' })).toThrow('not from SQL Server')
})

const queried = async (rule: Json, names: string[], ...rows: unknown[][]) => {
  const [[rules] = []] = [...tableRules([rule]).values()]
  if (rules === undefined) throw new Error('no rule')
  const table = tableOf('dbo', 'orders', [column('id', 'int', { isKey: true })])
  const found: unknown[] = []
  const connection = { ...answering(rows), columns: () => names }
  for await (const page of readQuery(connection, rules, { settings, tables: [table] }))
    if (page.kind === 'documents')
      for (const { json } of page.documents) found.push(JSON.parse(json.toString()))
  return found
}

it('makes documents of the rows of a query, and says which column a rule lacks', async () => {
  const rule = { tables: ['orders'], query: 'SELECT id, at, raw FROM orders' }
  const row = [7, new Date('2024-02-29T10:00:00Z'), Buffer.from([0xff])]
  expect(await queried(rule, ['id', 'at', 'raw'], row)).toEqual([
    {
      id: 'shop_dbo_orders_7',
      dbo_orders_id: 7,
      dbo_orders_at: '2024-02-29T10:00:00.000Z',
      dbo_orders_raw: '/w==',
      database: 'shop',
      schema: 'dbo',
      table: ['orders'],
    },
  ])
  await expect(queried(rule, ['at'], [1])).rejects.toThrow(
    'advanced[0].id_columns: the query gives no column "id"',
  )
  await expect(queried({ ...rule, tables: ['none'] }, [])).rejects.toThrow('has no table "none"')
})

const problemOf = async (more: Record<string, unknown>): Promise<PatchbayError> => {
  const error: unknown = await mssql
    .open({ ...values, ...more })
    .ping(new AbortController().signal)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  if (!isPatchbayError(error)) throw new Error('expected a PatchbayError', { cause: error })
  expect(`${error.message} ${error.next}`).not.toContain('of the tests')
  return error
}

/** Something on a port that answers once with these bytes, and tells what it was sent after that. */
const answeringOnce = async (bytes: Buffer) => {
  const later: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(bytes)
      socket.on('data', (chunk: Buffer) => later.push(chunk))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, later, close: () => server.close() }
}

/** The first answer of a server, by the specification of TDS: a version, and whether it encrypts. */
const prelogin = (encryption: number): Buffer => {
  const body = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption])
  return Buffer.concat([Buffer.from([4, 1, 0, 8 + body.length, 0, 0, 1, 0]), body])
}

it('sends no login to a server that would take it as anybody can read it', async () => {
  expect(encryptionOf(prelogin(3))).toBe(3)
  expect(encryptionOf(Buffer.alloc(9, 0xff))).toBeUndefined()
  for (const encryption of [0, 2]) {
    const { port, later, close } = await answeringOnce(prelogin(encryption))
    const { code, message } = await problemOf({ port })
    expect({ code, message }).toEqual({
      code: 'source.refused',
      message: `SQL Server at 127.0.0.1:${port} does not encrypt the login.`,
    })
    expect(Buffer.concat(later)).toHaveLength(0)
    close()
  }
})

it('says what is wrong on the way in one sentence', async () => {
  expect(await problemOf({ port: 1 })).toMatchObject({
    code: 'source.unreachable',
    message: 'Nothing answers at 127.0.0.1:1.',
  })
  const { port, close } = await answeringOnce(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect((await problemOf({ port })).message).toMatch(/^SQL Server at 127\.0\.0\.1:\d+ .*\.$/)
  close()
})

it.each([
  [{ code: 'ELOGIN', message: 'Login failed.', number: 18456 }, 'refused the user "reader" or its password.'],
  [{ code: 'ELOGIN', message: 'Cannot open database.', number: 4060 }, 'has no database "shop"'],
  [{ code: 'ETIMEOUT', message: 'Failed to connect in 10000ms.' }, 'did not answer in time.'],
  [
    { code: 'ESOCKET', message: 'Connection lost', cause: { message: 'self-signed certificate' } },
    'is not trusted',
  ],
  [{ code: 'EREQUEST', message: 'Deadlock.', number: 1205 }, 'answered: Deadlock.'],
])('tells what the driver throws: %o', (thrown, words) => {
  expect(explainError(thrown, settings).message).toContain(words)
})
