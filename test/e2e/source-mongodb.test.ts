import { lookup } from 'node:dns'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { BSONRegExp, Decimal128, Long, ObjectId, UUID, type Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFaultGround } from '../faults/open-fault-ground.ts'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type Mongodb, startMongodb, whyNoMongodb } from '../fixtures/start-mongodb.ts'

type Source = Parameters<typeof list>[0]
type Pages = ReturnType<Source['documents']>
type JsonObject = NonNullable<Parameters<Source['documents']>[0]['resume']>

const why = whyNoMongodb()
const { signal } = new AbortController()

const pagesOf = async (pages: Pages | undefined) => {
  const found = {
    lines: [] as string[],
    marks: [] as JsonObject[],
    ended: [] as unknown[],
    cursor: {} as JsonObject,
  }
  for await (const page of pages ?? []) {
    if (page.kind === 'documents') found.lines.push(...page.documents.map(({ json }) => String(json)))
    if (page.kind === 'checkpoint') found.marks.push(page.at)
    if (page.kind === 'end') found.ended.push(page.resumed)
    if (page.kind === 'cursor') found.cursor = page.cursor
  }
  return found
}

describe.skipIf(why !== undefined)("mongodb, on a server of MongoDB's protocol", async () => {
  let server: Mongodb
  let count = 0
  beforeAll(async () => {
    server = await startMongodb()
  })
  afterAll(() => server?.stop())

  const load = sources['mongodb']
  if (load === undefined) throw new Error('no mongodb source')
  const mongodb = await load()

  const open = (database: string, more: Record<string, unknown> = {}) =>
    mongodb.open(
      {
        host: `mongodb://${server.host}`,
        database,
        collection: 'things',
        direct_connection: true,
        ssl_enabled: false,
        ...more,
      },
      lookup,
    )

  const database = async (documents: Document[]): Promise<string> => {
    const name = `db${(count += 1)}`
    await server.database(name).collection('things').insertMany(documents)
    return name
  }

  const only = async (document: Document, more?: Record<string, unknown>): Promise<string> => {
    const { lines } = await list(open(await database([document]), more))
    return String(lines[0])
  }

  describeDataSource('mongodb', async () => {
    const name = await database(
      Array.from({ length: 1500 }, (_, n) => ({
        _id: n as unknown as ObjectId,
        body: 'ü\n'.repeat(n % 700),
      })),
    )
    return {
      source: open(name),
      ids: Array.from({ length: 1500 }, (_, n) => String(n)),
      broken: open(name, { collection: 'nope' }),
    }
  })

  it('gives documents as the service of Elastic does, with the digits that it loses', async () => {
    const id = new ObjectId('6565f0c2a1b2c3d4e5f60718')
    expect(
      await only({
        _id: id,
        id: 'overwritten',
        // The worker writes these; Elasticsearch refuses a document that has a field twice.
        _timestamp: new Date(),
        _patchbay: 'overwritten',
        _reduce_whitespace: false,
        name: 'Walnut "desk" 🪑',
        long: Long.fromString('9007199254740993'),
        price: Decimal128.fromString('12345678901234567890.125'),
        whole: Decimal128.fromString('12345678901234567890'),
        no: Number.NaN,
        made: new Date('2024-05-01T10:00:00.500Z'),
        day: new Date('2024-05-01T00:00:00Z'),
        uuid: new UUID('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
        bytes: Buffer.from([0, 255, 16]),
        pattern: new BSONRegExp('^a', 'i'),
        nothing: null,
        nested: { list: [1, { ref: id }, [true]], empty: {} },
      }),
    ).toBe(
      '{"id":"6565f0c2a1b2c3d4e5f60718","name":"Walnut \\"desk\\" 🪑","long":9007199254740993,' +
        '"price":12345678901234567890.125,"whole":12345678901234567890.0,"no":null,' +
        '"made":"2024-05-01T10:00:00.500000","day":"2024-05-01T00:00:00",' +
        '"uuid":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","bytes":"AP8Q","pattern":"/^a/i","nothing":null,' +
        '"nested":{"list":[1,{"ref":"6565f0c2a1b2c3d4e5f60718"},[true]],"empty":{}}}',
    )
  })

  it('lists what an advanced rule finds or aggregates', async () => {
    const name = await database([
      { _id: new ObjectId('6565f0c2a1b2c3d4e5f60718'), kind: 'desk', price: 3, made: new Date('2024-05-01') },
      { _id: new ObjectId('6565f0c2a1b2c3d4e5f60719'), kind: 'desk', price: 5, made: new Date('2025-05-01') },
      { _id: new ObjectId('6565f0c2a1b2c3d4e5f60720'), kind: 'lamp', price: 7, made: new Date('2025-05-01') },
    ])
    const lines = async (rule: Parameters<typeof list>[2]) => {
      const listing = await list(open(name), new AbortController().signal, rule)
      return listing.lines.map(String)
    }
    const filter = { kind: 'desk', made: { $gt: { $date: '2025-01-01T00:00:00Z' } } }
    expect(await lines({ find: { filter, projection: ['price'] } })).toEqual([
      '{"id":"6565f0c2a1b2c3d4e5f60719","price":5}',
    ])
    expect(
      await lines({ find: { filter: { kind: 'desk' }, skip: 1, limit: 1, projection: { kind: 1 } } }),
    ).toEqual(['{"id":"6565f0c2a1b2c3d4e5f60719","kind":"desk"}'])
    const match = { $match: { _id: { $ne: { $oid: '6565f0c2a1b2c3d4e5f60718' } } } }
    const group = { $group: { _id: '$kind', total: { $sum: '$price' } } }
    expect(await lines({ aggregate: { pipeline: [match, group, { $sort: { _id: 1 } }] } })).toEqual([
      '{"id":"desk","total":5}',
      '{"id":"lamp","total":7}',
    ])
  })

  it('goes on from each checkpoint with what comes after it, whatever the types of its ids', async () => {
    const body = 'x'.repeat(30_000)
    const keys = [-1, 2.5, Long.fromString('9007199254740993'), '', '$b', 'a', { k: 1 }, new ObjectId(), true]
    const dates = Array.from({ length: 30 }, (_, n) => new Date(n * 1000))
    const documents = [...keys, ...dates].map((_id) => ({ _id: _id as ObjectId, body }))
    const name = await database(documents)
    const { whole, rests } = await listingsFromCheckpoints(open(name))
    expect(whole).toHaveLength(documents.length)
    expect(rests.length).toBeGreaterThan(3)
    for (const rest of rests) expect(rest).toEqual(whole.slice(whole.length - rest.length))
    expect(rests.map((rest) => rest.length)).toEqual(
      rests.map((rest) => rest.length).toSorted((a, b) => b - a),
    )
    expect(rests.at(-1)).toEqual([])
    const other = open(await database([{ a: 1 }]))
    const { marks } = await pagesOf(open(name).documents({ signal }))
    expect((await pagesOf(other.documents({ signal, resume: marks[0] }))).lines).toHaveLength(1)
    const rest = await pagesOf(open(name).documents({ signal, resume: marks[0] }))
    expect(rest.ended, 'nothing may be deleted after only a part was listed').toEqual([true])
    expect(rest.cursor).toEqual(marks[0]?.['cursor'])
  })

  it('tells what was written since a cursor, as it is now, and nothing else', async () => {
    const name = await database([{ _id: 1 as unknown as ObjectId, v: 1 }])
    const things = server.database(name).collection<{ _id: string | number; v: number }>('things')
    const since = async (cursor: JsonObject) => pagesOf(open(name).changes?.({ signal, cursor }))
    const { cursor } = await pagesOf(open(name).documents({ signal }))
    await things.insertMany(Array.from({ length: 1200 }, (_, n) => ({ _id: `n${n}`, v: n })))
    await things.updateOne({ _id: 1 }, { $set: { v: 2 } })
    await things.updateOne({ _id: 1 }, { $set: { v: 3 } })
    await things.deleteOne({ _id: 'n7' })
    await server.database(name).collection('others').insertOne({ v: 9 })
    const first = await since(cursor)
    expect(new Set(first.lines)).toEqual(
      new Set([
        '{"id":"1","v":3}',
        ...Array.from({ length: 1200 }, (_, n) => `{"id":"n${n}","v":${n}}`).toSpliced(7, 1),
      ]),
    )
    expect(first.ended).toEqual([])
    const none = await since(first.cursor)
    expect(none.lines).toEqual([])
    await things.replaceOne({ _id: 'n8' }, { v: -8 })
    const second = await since(none.cursor)
    expect(second.lines).toEqual(['{"id":"n8","v":-8}'])
    await expect(since({ ...second.cursor, settings: 'other' })).rejects.toThrow('names another collection')
    await things.drop()
    await things.insertOne({ _id: 1, v: 1 })
    await expect(since(second.cursor)).rejects.toThrow('the collection was dropped or renamed since')
  })

  it('is synced whole by a worker, then by what changed', async () => {
    const { ground, close } = await openFaultGround()
    try {
      const name = await database([{ _id: 1 as unknown as ObjectId, v: 1 }])
      const things = server.database(name).collection<{ _id: number; v: number }>('things')
      const values = { host: server.host, database: name, collection: 'things', direct_connection: true }
      const { id, index } = await ground.connectorOf('mongodb', values)
      expect(await ground.sync(id)).toMatchObject({ status: 'completed', error: null })
      for (const v of [2, 3]) {
        await things.updateOne({ _id: 1 }, { $set: { v } })
        await things.insertOne({ _id: v, v })
        const job = await ground.request(id, 'incremental')
        await ground.runDue()
        expect(await ground.job(job)).toMatchObject({
          status: 'completed',
          error: null,
          indexed_document_count: 2,
        })
      }
      expect(await ground.documents(index)).toEqual({
        1: { id: '1', v: 3 },
        2: { id: '2', v: 2 },
        3: { id: '3', v: 3 },
      })
    } finally {
      await close()
    }
  })

  it('says that a standalone server tells no changes, and goes on from none that it did not tell', async () => {
    const alone = await startMongodb('--standalone')
    try {
      await alone.database('db').collection('things').insertOne({ v: 1 })
      const source = open('db', { host: `mongodb://${alone.host}` })
      const { cursor, lines } = await pagesOf(source.documents({ signal }))
      expect(lines).toHaveLength(1)
      await expect(pagesOf(source.changes?.({ signal, cursor }))).rejects.toThrow(
        `MongoDB at ${alone.host} is a standalone server, which tells no changes.`,
      )
      const name = await database([{ v: 1 }])
      const grown = await pagesOf(open(name).documents({ signal }))
      const { since: _none, ...before } = grown.cursor
      await expect(pagesOf(open(name).changes?.({ signal, cursor: before }))).rejects.toThrow(
        'the server was a standalone one then',
      )
    } finally {
      await alone.stop()
    }
  })

  it('wants a full sync where the log of the server no longer goes back so far', async () => {
    const forgetful = await startMongodb('--oplog-max-entries', '5')
    try {
      const things = forgetful.database('db').collection('things')
      await things.insertOne({ v: 1 })
      const source = open('db', { host: `mongodb://${forgetful.host}` })
      const { cursor } = await pagesOf(source.documents({ signal }))
      await things.insertOne({ v: 2 })
      const next = await pagesOf(source.changes?.({ signal, cursor }))
      expect(next.lines).toHaveLength(1)
      await things.insertMany(Array.from({ length: 1200 }, (_, v) => ({ v })))
      await expect(pagesOf(source.changes?.({ signal, cursor: next.cursor }))).rejects.toThrow(
        'the log of the server no longer goes back so far',
      )
    } finally {
      await forgetful.stop()
    }
  })

  it('says what is wrong in one sentence, and never the password', async () => {
    const name = await database([{ a: 1 }])
    expect(await problemOf(open(name, { collection: 'nope' }))).toBe(
      `The database "${name}" of MongoDB at ${server.host} has no collection "nope".`,
    )
    expect(await problemOf(open(name, { host: 'mongodb://' }))).toMatch(
      /^The host is not a connection string/,
    )
    const nobody = await problemOf(
      open(name, { host: 'mongodb://me:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300' }),
    )
    expect(nobody).toBe('MongoDB at 127.0.0.1:1 did not answer in time.')
    expect(() => open(name, { database: undefined })).toThrow(
      'The field database of the configuration is missing',
    )
  })

  it('ends the listing without an end where the connection is cut', async () => {
    const name = await database(Array.from({ length: 5000 }, (_, n) => ({ n, body: 'x'.repeat(1000) })))
    const outcomes = await listingWhenCut(server.port, (port) => open(name, { host: `127.0.0.1:${port}` }))
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 'source.unreachable', ended: [] })))
  })
})
