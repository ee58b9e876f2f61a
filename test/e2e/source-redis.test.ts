import { lookup } from 'node:dns'
import { createHash } from 'node:crypto'
import { createClient } from '@redis/client'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type Redis, startRedis, whyNoRedis } from '../fixtures/start-redis.ts'

const why = whyNoRedis()
const idOf = (database: number, key: string) => createHash('md5').update(`${database}/${key}`).digest('hex')

describe.skipIf(why !== undefined)('redis, on a real Redis', async () => {
  let server: Redis
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

  const load = sources['redis']
  if (load === undefined) throw new Error('no redis source')
  const redis = await load()
  const open = (more: Record<string, unknown> = {}) =>
    redis.open(
      { host: '127.0.0.1', port: server.port, password: server.password, database: ['*'], ...more },
      lookup,
    )

  const fill = async (database: number, commands: readonly (readonly (string | Buffer)[])[]) => {
    const client = createClient({
      socket: { host: '127.0.0.1', port: server.port },
      password: server.password,
    })
    await client.connect()
    await client.sendCommand(['SELECT', String(database)])
    await client.sendCommand(['FLUSHDB'])
    for (const command of commands) await client.sendCommand([...command])
    client.destroy()
  }

  describeDataSource('redis', async () => {
    const many = Array.from({ length: 1200 }, (_, n) => ['SET', `key ${n}`, 'ü\n'.repeat(n % 500)])
    await fill(1, many)
    return {
      source: open({ database: ['1'] }),
      ids: many.map(([, key = '']) => idOf(1, key)),
      broken: open({ password: 'wrong' }),
    }
  })

  it('lists what advanced rules ask for, and leaves the other databases empty', async () => {
    await fill(5, [
      ['SET', 'user:1', 'Ada'],
      ['HSET', 'user:2', 'name', 'Bob'],
      ['SET', 'other', 'x'],
    ])
    await fill(6, [['SET', 'user:3', 'Cid']])
    const listed = async (...rules: Record<string, string | number | string[]>[]) => {
      const { documents, ended } = await list(open({ database: ['5', '6'] }), new AbortController().signal, [
        ...rules,
      ])
      expect(ended).toEqual(['db5', 'db6'])
      return [...documents.values()].map(({ key }) => String(key)).toSorted()
    }
    expect(await listed({ database: 5, key_pattern: 'user:*' })).toEqual(['user:1', 'user:2'])
    expect(await listed({ database: 5, type: 'string' })).toEqual(['other', 'user:1'])
    expect(
      await listed({ database: 5, key_pattern: 'user:*', type: 'hash' }, { database: 6, key_pattern: '*' }),
    ).toEqual(['user:2', 'user:3'])
    await fill(5, [])
    await fill(6, [])
  })

  it('shows every type as text: what is no plain text as JSON, in an order that stays', async () => {
    await fill(2, [
      ['SET', 'text', 'Walnut "desk" 🪑'],
      ['SET', 'bytes', Buffer.from([0xff, 0x00])],
      ['HSET', 'hash', 'b', '2', 'a', '1'],
      ['RPUSH', 'list', 'x', 'y'],
      ['SADD', 'set', 'b', 'a'],
      ['ZADD', 'zset', '2', 'two', '1.5', 'one'],
      ['XADD', 'stream', '1-1', 'field', 'value'],
    ])
    const { documents } = await list(open({ database: ['2'] }))
    const values = Object.fromEntries([...documents.values()].map(({ key, value }) => [key, value]))
    expect(values).toEqual({
      text: 'Walnut "desk" 🪑',
      bytes: '',
      hash: '{"a":"1","b":"2"}',
      list: '["x","y"]',
      set: '["a","b"]',
      zset: '{"one":1.5,"two":2}',
      stream: '[["1-1",["field","value"]]]',
    })
    expect(documents.get(idOf(2, 'text'))).toMatchObject({ database: 2, key_type: 'string' })
  })

  it('finds the databases that are used, each a part of its own', async () => {
    await fill(1, [['SET', 'a', '1']])
    await fill(2, [])
    await fill(3, [['SET', 'a', '1']])
    expect((await list(open())).ended).toEqual(['db1', 'db3'])
  })

  it('goes on from every checkpoint without a gap, and from none of a server that was started since', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => ['SET', `key ${n}`, `${n}`])
    await fill(7, many)
    await fill(8, [['SET', 'last', 'x']])
    const source = open({ database: ['7', '8'] })
    const { whole, rests } = await listingsFromCheckpoints(source)
    expect(new Set(whole).size).toBe(3001)
    expect(rests.length).toBeGreaterThan(3)
    for (const rest of rests) expect(rest).toEqual(whole.slice(whole.length - rest.length))
    expect(rests.at(-1)).toEqual([])
    const ends: unknown[] = []
    const { signal } = new AbortController()
    const resume = { server: 'of another run', database: '8', cursor: null }
    for await (const page of source.documents({ signal, resume }))
      if (page.kind === 'end') ends.push([page.part, page.resumed])
    expect(ends).toEqual([
      ['db7', undefined],
      ['db8', undefined],
    ])
    await fill(7, [])
    await fill(8, [])
  })

  it('leaves the text of a value out that is too long', async () => {
    await fill(2, [['SET', 'long', Buffer.alloc(10 * 1024 * 1024 + 1, 'x')]])
    const { documents } = await list(open({ database: ['2'] }))
    expect(documents.get(idOf(2, 'long'))).not.toHaveProperty('value')
  })

  it('says what is wrong in one sentence, and never the password', async () => {
    const at = `Redis at 127.0.0.1:${server.port}`
    expect(await problemOf(open({ password: 'wrong' }))).toBe(`${at} refused the user or its password.`)
    expect(await problemOf(open({ password: undefined }))).toBe(`${at} refused the user or its password.`)
    expect(await problemOf(open({ port: 1 }))).toBe('Nothing answers at 127.0.0.1:1.')
    expect(await problemOf(open({ database: ['99'] }))).toMatch(/DB index is out of range\.$/)
    expect(await problemOf(open({ ssl_enabled: true }))).toMatch(/^Redis at .*\.$/)
    expect(() => open({ database: ['first'] })).toThrow(
      'The field database of the configuration is not valid',
    )
  })

  it('ends the listing without an end where the connection is cut', async () => {
    await fill(
      1,
      Array.from({ length: 5000 }, (_, n) => ['SET', `key ${n}`, 'x'.repeat(1000)]),
    )
    const outcomes = await listingWhenCut(server.port, (port) => open({ port, database: ['1'] }))
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 'source.unreachable', ended: [] })))
  })
})
