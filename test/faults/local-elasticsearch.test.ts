import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, errors } from '@elastic/elasticsearch'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const script = fileURLToPath(new URL('serve-local.ts', import.meta.url))

interface Server {
  process: ChildProcess
  client: Client
}

const children: ChildProcess[] = []
let dataDir: string

const serve = async (): Promise<Server> => {
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(child.stdout, 'data')
  const client = new Client({
    node: String(line).trim(),
    auth: { username: 'elastic', password: 'changeme' },
    // What is sent twice by the client would hide what the server forgot.
    maxRetries: 0,
  })
  return { process: child, client }
}

const kill = async ({ process: child, client }: Server): Promise<void> => {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  await client.close()
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'patchbay-faults-local-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** The sequence numbers that were acknowledged, by id. */
type Acknowledged = Map<string, number>

/** Writes until the server is gone, and notes what it acknowledged. */
const writeSingles = async (
  { client }: Server,
  writer: string,
  acknowledged: Acknowledged,
): Promise<void> => {
  try {
    for (let n = 0; ; n++) {
      const id = `${writer}-${n}`
      const { _seq_no: seqNo } = await client.index({ index: 'singles', id, document: { n } })
      acknowledged.set(id, seqNo ?? -1)
    }
  } catch (error) {
    if (!(error instanceof errors.ConnectionError)) throw error
  }
}

const writeBulks = async ({ client }: Server, writer: string, acknowledged: Acknowledged): Promise<void> => {
  try {
    for (let n = 0; ; n++) {
      const ids = Array.from({ length: 50 }, (_, at) => `${writer}-${n}-${at}`)
      const operations = ids.flatMap((id) => [{ index: { _index: 'bulks', _id: id } }, { id }])
      const { items } = await client.bulk({ operations })
      for (const { index } of items) {
        if (index?.status === 201) acknowledged.set(index._id ?? '', index._seq_no ?? -1)
      }
    }
  } catch (error) {
    if (!(error instanceof errors.ConnectionError)) throw error
  }
}

const sequenceNumbers = async (
  { client }: Server,
  index: string,
  ids: string[],
): Promise<Map<string, number>> => {
  const found = new Map<string, number>()
  if (ids.length === 0) return found
  const { docs } = await client.mget({ index, ids })
  for (const doc of docs) if ('found' in doc && doc.found) found.set(doc._id, doc._seq_no ?? -1)
  return found
}

describe('a local Elasticsearch killed in the middle of writes', () => {
  it('has every document that it acknowledged, under its sequence number, and goes on', async () => {
    for (const pause of [0, 100, 300]) {
      const server = await serve()
      const [singles, bulks]: [Acknowledged, Acknowledged] = [new Map(), new Map()]
      const round = `r${pause}`
      const writers = Promise.all([
        ...['a', 'b', 'c', 'd'].map((name) => writeSingles(server, `${round}-${name}`, singles)),
        ...['e', 'f'].map((name) => writeBulks(server, `${round}-${name}`, bulks)),
      ])
      await vi.waitUntil(() => singles.size > 0 && bulks.size > 0, { timeout: 20_000, interval: 5 })
      await new Promise((resolve) => setTimeout(resolve, pause))
      await kill(server)
      await writers

      const again = await serve()
      expect(await sequenceNumbers(again, 'singles', [...singles.keys()])).toEqual(singles)
      expect(await sequenceNumbers(again, 'bulks', [...bulks.keys()])).toEqual(bulks)
      const next = await again.client.index({ index: 'singles', document: { after: pause } })
      expect(next._seq_no).toBeGreaterThan(Math.max(...singles.values()))
      await kill(again)
    }
  })

  it('refuses a second process on the same data, and gives it free when the first is killed', async () => {
    const first = await serve()
    const second = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'ignore', 'pipe'] })
    children.push(second)
    let complaint = ''
    second.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    const [code] = await once(second, 'close')
    expect(code).toBe(1)
    expect(complaint).toContain(`Another process is using the data in ${dataDir}`)
    await kill(first)
    const third = await serve()
    expect((await third.client.info()).tagline).toBe('You Know, for Search')
    await kill(third)
  })
})
