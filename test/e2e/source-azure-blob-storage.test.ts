import { lookup } from 'node:dns'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basisOf, describeObjectStore } from '../fixtures/describe-object-store.ts'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type Azurite, startAzurite, whyNoAzurite } from '../fixtures/start-azurite.ts'

const why = whyNoAzurite()

describe.skipIf(why !== undefined)("azure_blob_storage, on Microsoft's emulator", async () => {
  let server: Azurite
  let count = 0
  beforeAll(async () => {
    server = await startAzurite()
  })
  afterAll(() => server?.stop())

  const load = sources['azure_blob_storage']
  if (load === undefined) throw new Error('no azure_blob_storage source')
  const azure = await load()
  const open = (containers: string[], more: Record<string, unknown> = {}) =>
    azure.open(
      {
        account_name: server.account,
        account_key: server.key,
        blob_endpoint: server.endpoint,
        containers,
        retry_count: 0,
        ...more,
      },
      lookup,
    )

  const container = async (blobs: Record<string, string>): Promise<string> => {
    const name = `things-${(count += 1)}`
    const client = server.service.getContainerClient(name)
    await client.create({ metadata: { team: 'shop' } })
    for (const [blob, content] of Object.entries(blobs)) {
      await client.getBlockBlobClient(blob).upload(content, Buffer.byteLength(content), {
        blobHTTPHeaders: { blobContentType: 'text/plain' },
        metadata: { colour: 'red' },
      })
    }
    return name
  }

  describeDataSource('azure_blob_storage', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `folder ${n % 3}/blob ü ${n}.txt`)
    const name = await container(Object.fromEntries(names.map((blob) => [blob, `text of ${blob}`])))
    return {
      source: open([name]),
      ids: names.map((blob) => `${name}/${blob}`),
      broken: open([name], { account_key: Buffer.from('another').toString('base64') }),
    }
  })

  describeObjectStore({ bucket: container, open, word: 'container' })

  it("gives blobs with the fields of Elastic's service, and what they hold when it is asked for", async () => {
    const name = await container({ 'note.txt': 'Walnut desk' })
    const { documents, contents } = await list(open([name]))
    const id = `${name}/note.txt`
    expect(documents.get(id)).toMatchObject({
      title: 'note.txt',
      size: 11,
      container: name,
      tier: 'Hot',
      'content type': 'text/plain',
      'container metadata': '{"team":"shop"}',
      metadata: '{"colour":"red"}',
    })
    expect(String(contents.get(id))).toBe('Walnut desk')
  })

  it('tells a change by the tag of a blob, whatever its size and name', async () => {
    const name = await container({ 'note.txt': 'first' })
    const before = await basisOf(open([name]))
    expect(await basisOf(open([name]))).toBe(before)
    await server.service.getContainerClient(name).getBlockBlobClient('note.txt').upload('other', 5)
    expect(await basisOf(open([name]))).not.toBe(before)
  })

  it('says what is wrong in one sentence, and never the key', async () => {
    const key = Buffer.from('another').toString('base64')
    expect(await problemOf(open(['*'], { account_key: key }))).toBe('Azure refused the account or its key.')
    expect(await problemOf(open(['*'], { blob_endpoint: 'http://127.0.0.1:1/tests' }))).toBe(
      'Nothing answers at 127.0.0.1:1.',
    )
    expect(await problemOf(open(['missing']))).toBe('There is no such container.')
    expect(() => open(['*'], { account_key: 'not base64!' })).toThrow(
      'The field account_key of the configuration is not valid',
    )
    expect(() => open(['*'], { blob_endpoint: 'tests' })).toThrow('The field blob_endpoint')
  })

  it('goes on from a checkpoint: from the page of the store in which it lies', async () => {
    const name = await container({})
    const client = server.service.getContainerClient(name)
    const blobs = Array.from({ length: 1_100 }, (_, n) => `${'x'.repeat(200)}/${String(n).padStart(4, '0')}`)
    for (let at = 0; at < blobs.length; at += 50)
      await Promise.all(
        blobs.slice(at, at + 50).map((blob) => client.getBlockBlobClient(blob).upload('x', 1)),
      )
    const { whole, rests } = await listingsFromCheckpoints(open([name]))
    expect(whole).toHaveLength(1_100)
    expect(rests.map(({ length }) => length)).toEqual([100, 100, 0])
    expect(rests[0]).toEqual(whole.slice(1_000))
  })

  it('ends the listing without an end where the connection is cut', async () => {
    const blobs = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}-${'x'.repeat(900)}`, 'x']))
    const name = await container(blobs)
    const outcomes = await listingWhenCut(server.port, (port) =>
      open([name], { blob_endpoint: `http://127.0.0.1:${port}/${server.account}` }),
    )
    expect(outcomes[0]).toEqual({ code: 'source.unreachable', ended: [] })
  })
})
