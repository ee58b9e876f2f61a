import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { Figure } from './figure.ts'

const batchSize = 1_000
const batches = 60
const gets = 5_000
const rounds = 3

/** A document of about 0.9 KB, as a table with some text gives it. */
const source = (id: number): string =>
  JSON.stringify({
    id,
    sku: `SKU-${String(id).padStart(8, '0')}`,
    name: `Walnut desk no. ${id}`,
    price: id / 100,
    stock: id % 500,
    active: id % 3 !== 0,
    updated_at: new Date(1_700_000_000_000 + id * 1000).toISOString(),
    tags: ['oak', 'walnut', `batch-${id % 50}`],
    description: 'A sturdy desk with drawers, oiled by hand and shipped in two parts. '.repeat(9),
  })

const sources = Array.from({ length: batchSize * batches }, (_, id) => source(id))

/** Documents per second that node:sqlite takes by itself, in transactions of a batch. */
const rawRate = (file: string): number => {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  db.exec('CREATE TABLE documents (id TEXT PRIMARY KEY, source TEXT NOT NULL)')
  const upsert = db.prepare(
    'INSERT INTO documents (id, source) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET source = excluded.source',
  )
  const started = performance.now()
  for (let batch = 0; batch < batches; batch++) {
    db.exec('BEGIN')
    for (let at = batch * batchSize; at < (batch + 1) * batchSize; at++)
      upsert.run(String(at), sources[at] ?? '')
    db.exec('COMMIT')
  }
  const seconds = (performance.now() - started) / 1000
  db.close()
  return sources.length / seconds
}

interface Answer {
  status: number
  body: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })
const authorization = `Basic ${Buffer.from('elastic:benchmark').toString('base64')}`

const send = (
  url: string,
  { method, path, body }: { method: string; path: string; body?: Buffer },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers =
      body === undefined ? { authorization } : { authorization, 'content-type': 'application/x-ndjson' }
    const sent = request(new URL(path, url), { method, agent, headers }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
      reply.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const bulkBodies = (index: string): Buffer[] =>
  Array.from({ length: batches }, (_, batch) =>
    Buffer.from(
      sources
        .slice(batch * batchSize, (batch + 1) * batchSize)
        .map((text, at) => `{"index":{"_index":"${index}","_id":"${batch * batchSize + at}"}}\n${text}\n`)
        .join(''),
    ),
  )

/** Documents per second over HTTP, two bulks in flight as bulk helpers do. */
const bulkRate = async (url: string, index: string): Promise<number> => {
  const bodies = bulkBodies(index)
  const started = performance.now()
  const sendAll = async (): Promise<void> => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const { status, body: answer } = await send(url, { method: 'POST', path: '/_bulk', body })
      if (status !== 200 || !answer.startsWith('{"errors":false,')) {
        throw new Error(`bulk failed: ${status} ${answer.slice(0, 300)}`)
      }
    }
  }
  await Promise.all([sendAll(), sendAll()])
  return sources.length / ((performance.now() - started) / 1000)
}

const getTimes = async (url: string): Promise<number[]> => {
  const times: number[] = []
  for (let at = 0; at < gets; at++) {
    const started = performance.now()
    const { status } = await send(url, {
      method: 'GET',
      path: `/bench-0/_doc/${(at * 7919) % sources.length}`,
    })
    if (status !== 200) throw new Error(`get failed: ${status}`)
    times.push(performance.now() - started)
  }
  return times.toSorted((a, b) => a - b)
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Bulk and get of local Elasticsearch, beside raw node:sqlite in the same run. */
export const local = async (): Promise<Figure[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-bench-local-'))
  const server = new Worker(new URL('./serve-local.ts', import.meta.url), {
    workerData: { dataDir: join(directory, 'es'), password: 'benchmark' },
  })
  try {
    const [url] = await once(server, 'message')
    // The first round is for the compiler: a server runs longer than a second.
    await bulkRate(String(url), 'warm-up')
    let [raw, bulk] = [0, 0]
    // The best of several rounds on both sides: what else the machine does shall not decide.
    for (let round = 0; round < rounds; round++) {
      raw = Math.max(raw, rawRate(join(directory, `raw-${round}.db`)))
      bulk = Math.max(bulk, await bulkRate(String(url), `bench-${round}`))
    }
    const times = await getTimes(String(url))
    const at = (share: number): number => round(times[Math.floor(times.length * share)] ?? 0)
    return [
      {
        figure: 'local.bulk-vs-sqlite',
        value: round(bulk / raw),
        unit: 'share of raw node:sqlite',
        beside: { bulkDocsPerSecond: Math.round(bulk), sqliteDocsPerSecond: Math.round(raw), batchSize },
      },
      { figure: 'local.get-p99-ms', value: at(0.99), unit: 'ms', beside: { p50Ms: at(0.5), gets } },
    ]
  } finally {
    agent.destroy()
    const closed = once(server, 'exit')
    server.postMessage('close')
    await closed
    await rm(directory, { recursive: true, force: true })
  }
}
