import { sources } from '@patchbay/core/sync'
import { BSONRegExp, Decimal128, Long, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Mariadb, startMariadb, whyNoMariadb } from '../fixtures/start-mariadb.ts'
import { type Mongodb, startMongodb, whyNoMongodb } from '../fixtures/start-mongodb.ts'
import { pushedRulesCases, texts, times, wholes } from '../sync/pushed-rules-cases.ts'

const noMariadb = whyNoMariadb()
const noMongodb = whyNoMongodb()

describe.skipIf(noMariadb !== undefined)('mysql, told of sync rules', () => {
  let server: Mariadb | undefined
  beforeAll(async () => {
    server = await startMariadb()
  })
  afterAll(() => server?.stop())

  pushedRulesCases(async () => {
    const load = sources['mysql']
    if (load === undefined || server === undefined) throw new Error('no mysql')
    const client = await server.database('rules')
    await client.query(`SET SESSION sql_mode = '', time_zone = '+00:00';
      CREATE TABLE t (n int PRIMARY KEY, w bigint, z bigint unsigned zerofill, s text CHARACTER SET utf8mb4,
      l varchar(99) CHARACTER SET latin1, c char(9) CHARACTER SET utf8mb4, at datetime(6), stamp timestamp(6) NULL, day date,
      other decimal(30, 2), f double, y year, b varbinary(99), e enum('a', 'b'))`)
    const odd = ['0000-00-00 00:00:00', '2024-00-10 00:00:00', '2024-01-00 00:00:00', '0044-03-15 00:00:00']
    const all = [...times, ...odd]
    for (const [n, text] of [...texts, null].entries()) {
      const [whole, time] = text === null ? [null, null] : [wholes[n % wholes.length], all[n % all.length]]
      await client.query('INSERT INTO t VALUES (?, ?, abs(?), ?, ?, left(?, 9), ?, ?, ?, ?, ?, 2024, ?, ?)', [
        n,
        whole,
        whole,
        text,
        text,
        text,
        time,
        time,
        time,
        whole,
        whole,
        text,
        n % 2 === 0 ? 'a' : null,
      ])
    }
    const { port, user, password } = server
    const given = { host: '127.0.0.1', port, user, password, database: 'rules', tables: ['*'] }
    const source = (await load()).open({ ...given, ssl_enabled: false })
    const plain = { whole: 'w', text: 's', time: 'at', key: 'n' }
    const fields = [
      'id',
      'Table',
      'gone',
      'n',
      'w',
      'z',
      's',
      'l',
      'c',
      'at',
      'stamp',
      'day',
      'other',
      'f',
      'y',
      'b',
      'e',
    ]
    return { source, fields, plain: (name) => plain[name] }
  })
})

describe.skipIf(noMongodb !== undefined)('mongodb, told of sync rules', () => {
  let server: Mongodb | undefined
  beforeAll(async () => {
    server = await startMongodb()
  })
  afterAll(() => server?.stop())

  pushedRulesCases(async () => {
    const load = sources['mongodb']
    if (load === undefined || server === undefined) throw new Error('no mongodb')
    const dates = [...times.map((time) => new Date(`${time}Z`)), new Date(-62_000_000_000_000)]
    const longs = wholes.map((whole) => Long.fromString(whole))
    const doubles = [5, 5.5, 0.1, -0, 2 ** 53, 2 ** 63, 1e22, NaN, Infinity, -Infinity]
    const others = [
      true,
      false,
      null,
      new ObjectId(),
      Decimal128.fromString('5'),
      new BSONRegExp('a'),
      { a: 5 },
      Buffer.from('a'),
    ]
    const mixed = [...texts, ...dates, ...longs, ...doubles, ...others]
    const documents = mixed.map((value, n) => ({
      n,
      whole: longs[n % longs.length],
      text: texts[n % texts.length],
      time: dates[n % dates.length],
      mixed: value,
      many: [value, mixed[(n * 7) % mixed.length], [value]],
      ...(n % 3 === 0 && { sometimes: value }),
    }))
    await server.database('rules').collection('things').insertMany(documents)
    const given = { host: `mongodb://${server.host}`, database: 'rules', collection: 'things' }
    const source = (await load()).open({ ...given, direct_connection: true, ssl_enabled: false })
    const plain = { whole: 'whole', text: 'text', time: 'time', key: 'n' }
    const fields = [
      'id',
      '_id',
      'gone',
      'a.b',
      '$a',
      'n',
      'whole',
      'text',
      'time',
      'mixed',
      'mixed',
      'many',
      'sometimes',
    ]
    return { source, fields, plain: (name) => plain[name] }
  })
})
