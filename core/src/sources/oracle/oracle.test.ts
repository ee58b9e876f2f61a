import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { isPatchbayError, type PatchbayError } from '../../errors.ts'
import { selectRows } from '../sql/keyed-table.ts'
import { describeWay } from './connection.ts'
import { explainError } from './explain-error.ts'
import { listTables, tableOf } from './list-tables.ts'
import { namingOf, oracle } from './oracle.ts'
import { parseSettings } from './settings.ts'

const values = {
  host: '127.0.0.1',
  port: 1521,
  username: 'reader',
  password: 'of the tests',
  connection_source: 'service_name',
  service_name: 'FREEPDB1',
  tables: ['*'],
}
const settings = parseSettings(values)

const column = (type: string, more: { precision?: number; scale?: number; position?: number } = {}) => ({
  name: 'C',
  type,
  isObject: false,
  precision: null,
  scale: null,
  position: null,
  ...more,
})

it('reads every type in a form that loses nothing, and leaves out what has no text', () => {
  const { columns } = tableOf('T', [
    column('NUMBER', { precision: 10, scale: 0 }),
    column('NUMBER', { scale: 0 }),
    column('NUMBER'),
    column('DATE'),
    column('TIMESTAMP(6)'),
    column('TIMESTAMP(6) WITH LOCAL TIME ZONE'),
    column('INTERVAL DAY(2) TO SECOND(6)'),
    column('RAW'),
    column('BINARY_DOUBLE'),
    column('CLOB'),
    column('JSON'),
    column('XMLTYPE'),
    column('BFILE'),
    { ...column('SDO_GEOMETRY'), isObject: true },
  ])
  const digits = `TO_CHAR("C", 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')`
  expect(columns.map(({ kind, expression }) => `${kind} ${expression}`)).toEqual([
    `number ${digits}`,
    `wide ${digits}`,
    `wide ${digits}`,
    `time TO_CHAR("C", 'YYYY-MM-DD"T"HH24:MI:SS')`,
    `time TO_CHAR("C", 'YYYY-MM-DD"T"HH24:MI:SS.FF')`,
    `time TO_CHAR(SYS_EXTRACT_UTC(CAST("C" AS TIMESTAMP WITH TIME ZONE)), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"')`,
    'text TO_CHAR("C")',
    'bytes "C"',
    'number "C"',
    'text "C"',
    'json "C"',
    'text XMLSERIALIZE(CONTENT "C" AS CLOB)',
  ])
})

it('quotes names, keeps the order of the key, and reads in the order of one whole number', async () => {
  async function* rows() {
    yield ['Orders', 'LINE', 'NUMBER', null, 10, 0, 2]
    yield ['Orders', 'ORDER', 'NUMBER', null, 10, 0, 1]
    yield ['PEOPLE', 'ID', 'NUMBER', null, null, 0, 1]
  }
  const [orders, people] = await listTables({ rows })
  expect(orders).toMatchObject({ keys: ['ORDER', 'LINE'], order: undefined, from: '"Orders"' })
  if (people === undefined) throw new Error('no table')
  expect(selectRows(people, { after: '5' })).toMatch(/FROM "PEOPLE" WHERE "ID" > 5 ORDER BY "ID"$/)
})

it('names documents and fields as Elastic does, with a key of 0 in the id', () => {
  const naming = namingOf(settings)
  expect(naming.idOf('PEOPLE', ['0', 'a'])).toBe('FREEPDB1_PEOPLE_0_a_')
  expect(naming.fieldOf('PEOPLE', 'NAME')).toBe('people_name')
  expect(naming.more('PEOPLE')).toEqual({ Database: 'FREEPDB1', Table: 'PEOPLE' })
})

it('describes the way there, in which no value can say more than it should', () => {
  expect(describeWay(settings)).toBe(
    '(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=10)(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=FREEPDB1)))',
  )
  expect(
    describeWay(parseSettings({ ...values, connection_source: 'sid', sid: 'X', oracle_protocol: 'TCPS' })),
  ).toMatch(/PROTOCOL=TCPS.*\(SID=X\)\)\(SECURITY=\(SSL_SERVER_DN_MATCH=ON\)\)\)$/)
  for (const service_name of ['X)(HOST=elsewhere', 'a b', undefined])
    expect(() => parseSettings({ ...values, service_name })).toThrow('service_name')
})

const problemOf = async (more: Record<string, unknown>): Promise<PatchbayError> => {
  const error: unknown = await oracle
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

it('says what is wrong on the way in one sentence', async () => {
  expect(await problemOf({ port: 1 })).toMatchObject({
    code: 'source.unreachable',
    message: 'Nothing answers at 127.0.0.1:1.',
  })
  const server = createServer(
    (socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  for (const oracle_protocol of ['TCP', 'TCPS'])
    expect((await problemOf({ port, oracle_protocol })).message).toMatch(/^Oracle at 127\.0\.0\.1:\d+ .*\.$/)
  server.close()
})

it.each([
  [
    { code: 'ORA-01017', message: 'ORA-01017: invalid credential' },
    'refused the user "reader" or its password.',
  ],
  [{ code: 'ORA-28000', message: 'ORA-28000: the account is locked' }, 'The account of "reader" is locked.'],
  [{ code: 'NJS-518', message: 'NJS-518: not registered' }, 'by the service name "FREEPDB1"'],
  [{ code: 'ORA-00600', message: 'ORA-00600: internal error\nmore' }, 'answered: ORA-00600: internal error.'],
])('tells what the driver throws: %o', (thrown, words) => {
  expect(explainError(thrown, settings).message).toContain(words)
})
