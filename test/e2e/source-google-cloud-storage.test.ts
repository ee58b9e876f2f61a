import { generateKeyPairSync } from 'node:crypto'
import { sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeObjectStore } from '../fixtures/describe-object-store.ts'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type GcsServer, startGcs, whyNoGcs } from '../fixtures/start-gcs.ts'

const why = whyNoGcs()
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const credentials = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'tests',
    client_email: 'reader@tests.example',
    private_key: privateKey,
    ...more,
  })

describe.skipIf(why !== undefined)('google_cloud_storage, on an emulator', async () => {
  let server: GcsServer
  let count = 0
  beforeAll(async () => {
    server = await startGcs()
    at(server.port)
  })
  afterAll(async () => {
    delete process.env['STORAGE_EMULATOR_HOST']
    await server?.stop()
  })

  const at = (port: number): void => {
    process.env['STORAGE_EMULATOR_HOST'] = `http://127.0.0.1:${port}`
  }
  const load = sources['google_cloud_storage']
  if (load === undefined) throw new Error('no google_cloud_storage source')
  const gcs = await load()
  const open = (buckets: string[], more: Record<string, unknown> = {}) =>
    gcs.open({ buckets, service_account_credentials: credentials(), ...more })
  /** A source at a port where nothing answers. */
  const away = (buckets: string[]) => {
    at(1)
    const source = open(buckets)
    at(server.port)
    return source
  }

  const put = async (bucket: string, name: string, content: string): Promise<string> => {
    const file = server.storage.bucket(bucket).file(name)
    await file.save(content, {
      resumable: false,
      metadata: { contentType: 'text/plain', metadata: { colour: 'red' } },
    })
    return String(file.metadata.generation)
  }
  const bucket = async (objects: Record<string, string>): Promise<string> => {
    const name = `things-${(count += 1)}`
    await server.storage.createBucket(name)
    for (const [key, content] of Object.entries(objects)) await put(name, key, content)
    return name
  }

  describeDataSource('google_cloud_storage', async () => {
    const name = await bucket({})
    const ids: string[] = []
    for (let n = 0; n < 25; n++) {
      const key = `folder ${n % 3}/object ü ${n}.txt`
      ids.push(`${name}/${key}/${await put(name, key, `text of ${key}`)}`)
    }
    return { source: open([name]), ids, broken: away([name]) }
  })

  describeObjectStore({ bucket, open, word: 'bucket' })

  it("gives objects with the fields of Elastic's service, and what they hold when it is asked for", async () => {
    const name = await bucket({})
    const version = await put(name, 'a folder/note ü.txt', 'Walnut desk')
    const { documents, contents } = await list(open([name]))
    const id = `${name}/a folder/note ü.txt/${version}`
    const document = documents.get(id)
    expect(document).toMatchObject({
      name: 'a folder/note ü.txt',
      size: 11,
      type: 'text/plain',
      bucket_name: name,
      version,
      metadata: { colour: 'red' },
      storage_class: 'STANDARD',
      url: `https://console.cloud.google.com/storage/browser/_details/${name}/a%20folder%2Fnote%20%C3%BC.txt?project=tests`,
    })
    expect(document?.['_timestamp']).toBe(document?.['last_updated'])
    expect(String(contents.get(id))).toBe('Walnut desk')
  })

  it('goes on after the first page of a bucket, and from a checkpoint with what comes after it', async () => {
    const name = await bucket({})
    const keys = Array.from({ length: 1010 }, (_, n) => `${'x'.repeat(200)}/${n}.bin`)
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => put(name, key, '')))
    }
    const { whole, rests } = await listingsFromCheckpoints(open([name]))
    expect(whole).toHaveLength(1010)
    expect(rests.length).toBeGreaterThan(2)
    for (const rest of rests) {
      expect(rest).toEqual(whole.slice(whole.length - rest.length))
      expect(rest.length).toBeLessThan(1010)
    }
    expect(rests.at(-1)).toEqual([])
  })

  it('says what is wrong in one sentence, and never the key', async () => {
    expect(await problemOf(away(['things']))).toBe('Nothing answers at 127.0.0.1:1.')
    expect(await problemOf(open(['missing']))).toBe('There is no such bucket.')
    const wrong = (text: string) => () => open(['*'], { service_account_credentials: text })
    const message =
      'The field service_account_credentials of the configuration is not valid: it must be the JSON of the key of a service account.'
    expect(wrong('secret {')).toThrow(message)
    expect(wrong(credentials({ private_key: 7 }))).toThrow(message)
    // The emulator asks for no key: Google itself would, and it is looked at before anything is sent.
    delete process.env['STORAGE_EMULATOR_HOST']
    const damaged = open(['things'], {
      service_account_credentials: credentials({ private_key: 'nonsense' }),
    })
    at(server.port)
    expect(await problemOf(damaged)).toBe('The private key of the service account is damaged.')
  })

  it('ends the listing without an end where the connection is cut', async () => {
    const name = await bucket(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${'x'.repeat(80)}/${n}.txt`, 'x'])),
    )
    const outcomes = await listingWhenCut(server.port, (port) => {
      at(port)
      const source = open([name])
      at(server.port)
      return source
    })
    expect(outcomes[0]).toEqual({ code: 'source.unreachable', ended: [] })
  })
})
