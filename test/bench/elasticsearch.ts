import { z } from 'zod'
import { startRealElasticsearch } from '../real-elasticsearch/start-real-elasticsearch.ts'
import { startConnectorProxy } from '../real-elasticsearch/connector-proxy.ts'
import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { asInContainer, runScript } from './sync/run-script.ts'
import { syncInto } from './sync/sync-into.ts'

const mappingsSchema = z.record(z.string(), z.object({ mappings: z.unknown() }))
const rows = 100_000
const pairs = 3
/** As a worker sends by default. */
const bulk = { bytes: 1024 * 1024, requests: 3 }

/** The same table into a genuine Elasticsearch, beside a loader that does nothing else and reads nothing. */
export const elasticsearch = async (): Promise<Figure[]> => {
  const real = await startRealElasticsearch()
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
    const load = async (index: string, mappings: unknown): Promise<number> => {
      await call('PUT', index, { mappings })
      const told = { database: bench.tableUrl, url: real.url, authorization, index, ...bulk }
      const seconds = Number(await runScript('bare-loader.ts', JSON.stringify(told), asInContainer))
      await call('DELETE', index)
      return rows / seconds
    }
    // The first runs warm Elasticsearch up, and show the mappings that a sync makes.
    const warming = await bench.newConnector()
    await syncInto(bench, { connector: warming, sink, indexed: rows })
    const [made] = Object.values(mappingsSchema.parse(await call('GET', `search-${warming}/_mapping`)))
    const mappings = made?.mappings
    await load('bare-0', mappings)
    const measured: { bare: number; rate: number; again: number }[] = []
    for (let pair = 1; pair <= pairs; pair += 1) {
      const first = pair % 2 === 0 ? undefined : await load(`bare-${pair}`, mappings)
      const connector = await bench.newConnector()
      const synced = await syncInto(bench, { connector, sink, indexed: rows })
      const again = await syncInto(bench, { connector, sink, indexed: 0 })
      const bare = first ?? (await load(`bare-${pair}`, mappings))
      await call('DELETE', `search-${connector}`)
      measured.push({ bare, rate: rows / synced.seconds, again: rows / again.seconds })
    }
    const shares = measured.map(({ bare, rate }) => rate / bare)
    return [
      {
        figure: 'elasticsearch.docs-per-second',
        value: round(median(measured.map(({ rate }) => rate))),
        unit: 'documents/s',
        beside: {
          'a bare loader': round(median(measured.map(({ bare }) => bare))),
          'again, unchanged': round(median(measured.map(({ again }) => again))),
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
