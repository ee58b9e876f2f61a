import { z } from 'zod'
import { startRealElasticsearch } from '../real-elasticsearch/start-real-elasticsearch.ts'
import { startConnectorProxy } from '../real-elasticsearch/connector-proxy.ts'
import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { asInContainer, runScript } from './sync/run-script.ts'
import { syncInto } from './sync/sync-into.ts'

const mappingsSchema = z.record(z.string(), z.object({ mappings: z.unknown() }))
const loadedSchema = z.object({ seconds: z.number(), noRoom: z.int() })
const rows = 300_000
const pairs = 3
/** Requests as a worker sends them by default, and as the bulk helper of Elastic's own client does. */
const asWorker = { bytes: 1024 * 1024, requests: 3 }
const asHelper = { bytes: 5_000_000, requests: 5 }
/**
 * As Elasticsearch starts by itself on a machine of some size. With the 512 MB and the collector of the tests, garbage alone
 * can fill the heap, and its circuit breaker then refuses documents.
 */
const java = '-Xms2g -Xmx2g -XX:+UseG1GC'

/**
 * The same table into a genuine Elasticsearch, beside a loader that does nothing else and reads nothing: of the documents
 * that a sync makes, into an index with the same mappings, with requests of whichever size is quicker.
 */
export const elasticsearch = async (): Promise<Figure[]> => {
  const real = await startRealElasticsearch({ java })
  if ('skipped' in real) throw new Error(real.skipped)
  const authorization = `Basic ${Buffer.from(`elastic:${real.password}`).toString('base64')}`
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${real.url}/${path}`, { method, headers, ...sent })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const superuser = { username: 'elastic', password: real.password }
  const proxy = await startConnectorProxy({ target: real.url, superuser })
  const bench = await openBenchGround(rows, 'worker.ts', { ...proxy, password: real.password })
  try {
    const sink = { line: new URL(real.url).port }
    // The first runs warm Elasticsearch up, and show the documents and the mappings that a sync makes.
    const warming = await bench.newConnector()
    const from = `search-${warming}`
    await syncInto(bench, { connector: warming, sink, indexed: rows })
    const [made] = Object.values(mappingsSchema.parse(await call('GET', `${from}/_mapping`)))
    let noRoom = 0
    const load = async (how: typeof asWorker) => {
      await call('PUT', 'bare', { mappings: made?.mappings })
      const told = { from, url: real.url, authorization, index: 'bare', ...how }
      const said: unknown = JSON.parse(await runScript('bare-loader.ts', JSON.stringify(told), asInContainer))
      await call('DELETE', 'bare')
      const loaded = loadedSchema.parse(said)
      noRoom += loaded.noRoom
      return rows / loaded.seconds
    }
    const loadAll = async () => {
      const small = await load(asWorker)
      const large = await load(asHelper)
      return { small, large, bare: Math.max(small, large) }
    }
    await loadAll()
    const measured: (Awaited<ReturnType<typeof loadAll>> & { rate: number; again: number })[] = []
    for (let pair = 1; pair <= pairs; pair += 1) {
      const first = pair % 2 === 0 ? undefined : await loadAll()
      const connector = await bench.newConnector()
      const synced = await syncInto(bench, { connector, sink, indexed: rows })
      const again = await syncInto(bench, { connector, sink, indexed: 0 })
      await call('DELETE', `search-${connector}`)
      measured.push({
        ...(first ?? (await loadAll())),
        rate: rows / synced.seconds,
        again: rows / again.seconds,
      })
    }
    const medianOf = (of: (one: (typeof measured)[number]) => number): number =>
      round(median(measured.map(of)))
    const shares = measured.map(({ bare, rate }) => rate / bare)
    return [
      {
        figure: 'elasticsearch.docs-per-second',
        value: medianOf(({ rate }) => rate),
        unit: 'documents/s',
        beside: {
          'a bare loader, requests of 1 MB': medianOf(({ small }) => small),
          'of 5 MB': medianOf(({ large }) => large),
          'documents that found no room there at first': noRoom,
          'again, unchanged': medianOf(({ again }) => again),
          rows,
          pairs,
        },
      },
      {
        figure: 'elasticsearch.vs-bare',
        value: round(median(shares), 2),
        unit: 'of what a bare loader does',
        beside: { 'from pair to pair': spread(shares) },
      },
    ]
  } finally {
    await bench.close()
    await proxy.close()
    await real.close()
  }
}
