import { sources } from '@patchbay/core/sync'
import { list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { problemOf } from '../fixtures/source-problem.ts'
import { type Row, standInForTds, type TdsStandIn } from '../fixtures/stand-in-for-tds.ts'

// No SQL Server could be had: this is what its driver does with something that speaks its protocol and knows no SQL.
describe('mssql, its driver with a stand-in', async () => {
  let server: TdsStandIn
  let certificate: Awaited<ReturnType<typeof makeServerCertificate>>
  let ca = ''
  beforeAll(async () => {
    const authority = await makeAuthority('Tests')
    ca = authority.cert
    certificate = await makeServerCertificate(authority, ['localhost'])
    server = await standInForTds(certificate, { refuses: [18456, 'Login failed.'] })
  })
  afterAll(() => server?.close())

  const load = sources['mssql']
  if (load === undefined) throw new Error('no mssql source')
  const mssql = await load()
  const open = (more: Record<string, unknown>) =>
    mssql.open({
      host: '127.0.0.1',
      port: server.port,
      username: 'reader',
      password: 'of the tests',
      database: 'shop',
      schema: 'dbo',
      ...more,
    })
  const refused = () => `127.0.0.1:${server.port} refused the user "reader" or its password.`

  it('encrypts the login also where nobody asks whose certificate it is, and says that it was refused', async () => {
    expect(await problemOf(open({ ssl_enabled: false }))).toBe(`SQL Server at ${refused()}`)
    const [login] = server.logins
    expect(login?.toString('utf16le')).toContain('reader')
  })

  it('trusts the certificate of an authority of its own, as a form of one line gives it, and no other', async () => {
    const trusting = open({ ssl_enabled: true, ssl_ca: ca.replaceAll('\n', ' ') })
    expect(await problemOf(trusting)).toBe(`SQL Server at ${refused()}`)
    const before = server.logins.length
    for (const ssl_ca of [undefined, (await makeAuthority('Somebody else')).cert])
      expect(await problemOf(open({ ssl_enabled: true, ssl_ca }))).toMatch(
        /^The certificate of SQL Server at 127\.0\.0\.1:\d+ is not trusted: .*\.$/,
      )
    expect(server.logins).toHaveLength(before)
  })

  it('trusts no certificate of another host', async () => {
    const authority = await makeAuthority('Tests')
    const elsewhere = await makeServerCertificate(authority, ['db.example'])
    const other = await standInForTds(elsewhere, { refuses: [18456, 'Login failed.'] })
    const named = open({ host: 'localhost', port: other.port, ssl_enabled: true, ssl_ca: authority.cert })
    expect(await problemOf(named)).toMatch(/is not trusted: .*localhost.*\.$/)
    expect(other.logins).toHaveLength(0)
    other.close()
  })

  const reading = async (rows: (sql: string) => readonly Row[] | { code: number; message: string }) => {
    const standIn = await standInForTds(certificate, {
      rows: (sql) => {
        if (sql.includes('MIN_ACTIVE_ROWVERSION')) return [['0x00000000000007D1']]
        if (sql.includes('snapshot_isolation_state')) return [[1]]
        if (!sql.includes('sys.columns')) return rows(sql)
        return ['orders', 'secrets'].flatMap((table) => [
          [table, 'id', 'int', 10, 0, 1],
          [table, 'note', 'nvarchar', 0, 0, 0],
          [table, 'raw', 'varbinary', 0, 0, 0],
        ])
      },
    })
    return { standIn, source: open({ port: standIn.port, tables: ['orders', 'secrets', 'none'] }) }
  }

  it('reads rows as they come, by one snapshot, and tells which table it may not read', async () => {
    const { standIn, source } = await reading((sql) =>
      sql.includes('[secrets]')
        ? { code: 229, message: 'The SELECT permission was denied.' }
        : Array.from({ length: 3000 }, (_, n) => [
            `${n}`,
            n % 2 === 0 ? `Walnut ü ${n}` : null,
            Buffer.from([n % 256]),
          ]),
    )
    const { documents, ended, skipped, pages } = await list(source)
    expect(documents.size).toBe(3000)
    expect(documents.get('shop_dbo_orders_2000')).toEqual({
      id: 'shop_dbo_orders_2000',
      dbo_orders_id: 2000,
      dbo_orders_note: 'Walnut ü 2000',
      dbo_orders_raw: Buffer.from([2000 % 256]).toString('base64'),
      database: 'shop',
      schema: 'dbo',
      table: 'orders',
    })
    expect(documents.get('shop_dbo_orders_1')).toMatchObject({ dbo_orders_note: null })
    expect(ended).toEqual(['dbo.orders'])
    expect(skipped.map(({ part, reason }) => `${part}: ${reason}`)).toEqual([
      expect.stringMatching(/^dbo\.none: there is no table of this name/),
      'dbo.secrets: the user may not read it (grant SELECT)',
    ])
    expect(pages.filter((kind) => kind === 'checkpoint').length).toBeGreaterThan(2)
    expect(standIn.asked.some((sql) => sql.includes('ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION'))).toBe(
      true,
    )
    standIn.close()
  })

  it('ends a sync at an error that is about no table, and when it is stopped', async () => {
    const { standIn, source } = await reading(() => ({ code: 1205, message: 'Chosen as a victim.' }))
    await expect(list(source)).rejects.toThrow('answered: Chosen as a victim.')
    standIn.close()
    const other = await reading(() =>
      Array.from({ length: 5000 }, (_, n) => [`${n}`, 'x'.repeat(500), Buffer.alloc(1)]),
    )
    const stopping = new AbortController()
    const stopped = (async () => {
      for await (const page of other.source.documents({ signal: stopping.signal }))
        if (page.kind === 'documents') stopping.abort(new Error('enough'))
    })()
    await expect(stopped).rejects.toThrow('enough')
    other.standIn.close()
  })
})
