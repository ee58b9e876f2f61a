import { sources } from '@patchbay/core/sync'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'
import { pushedRulesCases, texts, times, wholes } from '../sync/pushed-rules-cases.ts'

const odd = ['infinity', '-infinity', '0044-03-15 BC', '20000-01-01']
const columns = ['n', 'w', 's', 'v', 'b', 'at', 'local', 'day', 'other', 'f', 'c', 'many', 'gone']

describe('postgresql, told of sync rules', () => {
  let server: Postgresql | undefined
  beforeAll(async () => {
    server = await startPostgresql()
  })
  afterAll(() => server?.stop())

  pushedRulesCases(async () => {
    const load = sources['postgresql']
    if (load === undefined || server === undefined) throw new Error('no postgresql')
    const client = await server.database('rules')
    await client.query(`CREATE TABLE t (n int PRIMARY KEY, w bigint, s text, v varchar(99), b bool, at timestamptz,
      local timestamp, day date, other numeric, f float8, c char(3), many text[])`)
    const all = [...times, ...odd]
    for (const [n, text] of [...texts, null].entries()) {
      const [whole, truth, time] =
        text === null ? [null, null, null] : [wholes[n % wholes.length], n % 3 === 0, all[n % all.length]]
      await client.query(
        `INSERT INTO t SELECT $1, $2::text::bigint, $3::text, $3, $4, $5::text::timestamptz, $5::timestamp, $5::date,
                $2::numeric, $2::float8, left($3, 3), ARRAY[$3]`,
        [n, whole, text, truth, time],
      )
    }
    const { port, username, password } = server
    const given = { host: '127.0.0.1', port, username, password, database: 'rules', schema: 'public' }
    const source = (await load()).open({ ...given, tables: ['*'], ssl_enabled: false })
    const plain = { whole: 'public_t_w', text: 'public_t_s', time: 'public_t_at', key: 'public_t_n' }
    const fields = ['id', ...columns.map((column) => `public_t_${column}`)]
    return { source, fields, plain: (name) => plain[name] }
  })
})
