import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basisOf, describeObjectStore } from '../fixtures/describe-object-store.ts'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type S3Server, startS3, whyNoS3 } from '../fixtures/start-s3.ts'

const why = whyNoS3()
const idOf = (bucket: string, key: string) => createHash('md5').update(`${bucket}/${key}`).digest('hex')

describe.skipIf(why !== undefined)('s3, on a server that speaks it', async () => {
  let server: S3Server
  let count = 0
  beforeAll(async () => {
    server = await startS3()
    at(server.port)
  })
  afterAll(async () => {
    delete process.env['AWS_ENDPOINT_URL_S3']
    await server?.stop()
  })

  const at = (port: number): void => {
    process.env['AWS_ENDPOINT_URL_S3'] = `http://127.0.0.1:${port}`
  }
  const load = sources['s3']
  if (load === undefined) throw new Error('no s3 source')
  const s3 = await load()
  const open = (buckets: string[], more: Record<string, unknown> = {}) =>
    s3.open({
      buckets,
      aws_access_key_id: server.accessKey,
      aws_secret_access_key: server.secretKey,
      max_attempts: 1,
      ...more,
    })

  const bucket = async (objects: Record<string, string>): Promise<string> => {
    const name = `things-${(count += 1)}`
    await server.client.send(new CreateBucketCommand({ Bucket: name }))
    for (const [key, content] of Object.entries(objects)) await put(name, key, content)
    return name
  }
  const put = (name: string, key: string, content: string) =>
    server.client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: content }))

  describeDataSource('s3', async () => {
    const keys = Array.from({ length: 25 }, (_, n) => `folder ${n % 3}/object ü ${n}.txt`)
    const name = await bucket(Object.fromEntries(keys.map((key) => [key, `text of ${key}`])))
    return {
      source: open([name], { page_size: 10 }),
      ids: keys.map((key) => idOf(name, key)),
      broken: open([name], { aws_secret_access_key: 'another' }),
    }
  })

  describeObjectStore({ bucket, open, word: 'bucket' })

  it("gives objects with the fields of Elastic's service, and what they hold when it is asked for", async () => {
    const name = await bucket({ 'a folder/note.txt': 'Walnut desk' })
    const { documents, contents } = await list(open([name]))
    const id = idOf(name, 'a folder/note.txt')
    expect(documents.get(id)).toMatchObject({
      filename: 'a folder/note.txt',
      size_in_bytes: 11,
      bucket: name,
    })
    expect(String(contents.get(id))).toBe('Walnut desk')
  })

  it('tells a change by the tag of an object, whatever its size and name', async () => {
    const name = await bucket({ 'note.txt': 'first' })
    const before = await basisOf(open([name]))
    expect(await basisOf(open([name]))).toBe(before)
    await put(name, 'note.txt', 'other')
    expect(await basisOf(open([name]))).not.toBe(before)
  })

  it('lists what advanced rules ask for, each object once, and leaves the other buckets empty', async () => {
    const [name, other] = [
      await bucket({ 'a/1.pdf': 'x', 'a/2.txt': 'x', 'a/3.PDF': 'x', 'b/4.pdf': 'x', 'b/5.txt': 'x' }),
      await bucket({ 'a/6.pdf': 'x' }),
    ]
    const listed = async (...rules: Record<string, string | number | string[]>[]) => {
      const { lines, ended } = await list(open([name, other]), new AbortController().signal, [...rules])
      expect(ended.toSorted()).toEqual([name, other].toSorted())
      return lines.map((line) => String(/"filename":"(.*?)"/.exec(String(line))?.[1])).toSorted()
    }
    expect(await listed({ bucket: name, prefix: 'a/' })).toEqual(['a/1.pdf', 'a/2.txt', 'a/3.PDF'])
    expect(await listed({ bucket: name, extension: ['.pdf'] })).toEqual(['a/1.pdf', 'b/4.pdf'])
    expect(
      await listed(
        { bucket: name, prefix: 'a', extension: ['.pdf', '.txt'] },
        { bucket: name, extension: ['.pdf'] },
      ),
    ).toEqual(['a/1.pdf', 'a/2.txt', 'b/4.pdf'])
    expect(await listed({ bucket: other, prefix: 'nothing' })).toEqual([])
  })

  it('says what is wrong in one sentence, and never the secret', async () => {
    const login = 'Amazon S3 refused the access key or its secret.'
    expect(await problemOf(open(['*'], { aws_secret_access_key: 'another' }))).toBe(login)
    expect(await problemOf(open(['*'], { aws_access_key_id: 'nobody' }))).toBe(login)
    at(1)
    expect(await problemOf(open(['*']))).toBe('Nothing answers at 127.0.0.1:1.')
    at(server.port)
    expect(await problemOf(open(['missing']))).toBe('There is no such bucket.')
    expect(() => open([])).toThrow('The field buckets of the configuration')
  })

  it('goes on from a checkpoint with what comes after it', async () => {
    const name = await bucket({})
    const keys = Array.from({ length: 2_500 }, (_, n) => `${'x'.repeat(60)}/${n}`)
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => put(name, key, 'x')))
    const names = [name, await bucket({ b: 'b' })]
    const { whole, rests } = await listingsFromCheckpoints(open(names))
    expect(whole).toHaveLength(2_501)
    expect(rests.length).toBeGreaterThan(4)
    for (const rest of rests) expect(rest).toEqual(whole.slice(whole.length - rest.length))
    expect(rests.map(({ length }) => length)).toEqual(
      rests.map(({ length }) => length).toSorted((a, b) => b - a),
    )
    expect(rests.at(-1)).toEqual([])
  })

  it('ends the listing without an end where the connection is cut', async () => {
    const name = await bucket(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${'x'.repeat(80)}/${n}.txt`, 'x'])),
    )
    const outcomes = await listingWhenCut(server.port, (port) => {
      at(port)
      return open([name])
    })
    at(server.port)
    expect(outcomes[0]).toEqual({ code: 'source.unreachable', ended: [] })
  })
})
