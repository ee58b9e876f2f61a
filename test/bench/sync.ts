import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { z } from 'zod'
import { bundle } from '../../core/scripts/bundle.ts'
import { startPostgresql } from '../fixtures/start-postgresql.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import type { Figure } from './figure.ts'
import { fillProducts } from './sync/fill-products.ts'
import { asInContainer, runScript, startScript } from './sync/run-script.ts'

const rows = 300_000
/** Floor and sync take turns, so that whatever else the machine does meets both. */
const pairs = 3

const resultSchema = z.object({ seconds: z.number(), cpuMs: z.number(), peakRssMb: z.number() })

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

/** A first sync of a large table into a sink that forgets, beside PostgreSQL sending the same rows to nobody. */
export const sync = async (): Promise<Figure[]> => {
  const stops: (() => Promise<void> | void)[] = []
  try {
    const postgresql = await startPostgresql('-c', 'shared_buffers=512MB')
    stops.push(() => postgresql.stop())
    const { port, username, password } = postgresql
    const client = await postgresql.database('shop')
    await fillProducts(client, rows)
    const sampleSql =
      'SELECT avg(octet_length(row_to_json(p)::text)) AS bytes FROM (SELECT * FROM products LIMIT 1000) p'
    const bytes = z.coerce.number().parse((await client.query<{ bytes: string }>(sampleSql)).rows[0]?.bytes)

    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
    const elasticsearch = await startLocalElasticsearch({ dataDir, password: 'bench' })
    stops.push(async () => {
      await elasticsearch.close()
      await rm(dataDir, { recursive: true })
    })
    const ground = await openWorkerGround({
      url: elasticsearch.url,
      password: 'bench',
      close: () => Promise.resolve(),
    })
    const source = {
      host: '127.0.0.1',
      port,
      username,
      password,
      database: 'shop',
      schema: 'public',
      tables: ['*'],
    }
    const { id } = await ground.connectorOf('postgresql', source)
    const sink = await startScript('sink.ts')
    stops.push(() => sink.stop())

    // Bundled, as the container runs it.
    const bundled = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
    stops.push(() => rm(bundled, { recursive: true }))
    await bundle({ worker: join(import.meta.dirname, 'sync/worker.ts') }, bundled)
    const workerScript = join(bundled, 'worker.mjs')

    const floorOf = async (): Promise<number> => {
      const url = `postgres://${username}:${password}@127.0.0.1:${port}/shop`
      return rows / Number(await runScript('floor.ts', url))
    }
    const throttling = await startScript('sink.ts', JSON.stringify({ refused: 0.3 }))
    stops.push(() => throttling.stop())
    const syncOf = async (into = sink) => {
      const job = await ground.request(id)
      const options = {
        elasticsearch: elasticsearch.url,
        key: ground.workerKey.reveal(),
        sink: `http://127.0.0.1:${into.line}`,
      }
      const result = resultSchema.parse(
        JSON.parse(await runScript(workerScript, JSON.stringify(options), asInContainer)),
      )
      const { status, error, indexed_document_count: indexed } = await ground.job(job)
      if (status !== 'completed' || indexed !== rows)
        throw new Error(`The sync is ${status} with ${indexed} documents: ${error}`)
      return { ...result, rate: rows / result.seconds }
    }
    const measured = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const [floor, synced] = pair % 2 === 0 ? [await floorOf(), await syncOf()] : [undefined, await syncOf()]
      const throttled = await syncOf(throttling)
      measured.push({ floor: floor ?? (await floorOf()), throttled: throttled.rate, ...synced })
    }
    const floor = round(median(measured.map((one) => one.floor)))
    const rate = round(median(measured.map((one) => one.rate)))
    const about = { rows, 'bytes a document': round(bytes), pairs }
    return [
      { figure: 'sync.docs-per-second', value: rate, unit: 'documents/s', beside: { floor, ...about } },
      {
        figure: 'sync.vs-floor',
        value: round(median(measured.map((one) => one.rate / one.floor)), 2),
        unit: 'of COPY row_to_json',
        beside: { floor },
      },
      {
        figure: 'sync.cpu-ms-per-1k',
        value: round(median(measured.map((one) => (one.cpuMs / rows) * 1000)), 2),
        unit: 'ms',
        beside: about,
      },
      {
        figure: 'sync.throttled-share',
        value: round(median(measured.map((one) => one.throttled / one.rate)), 2),
        unit: 'of the documents/s where there is room for 70 % of the documents at first',
        beside: about,
      },
      {
        figure: 'sync.peak-rss-mb',
        value: round(Math.max(...measured.map((one) => one.peakRssMb))),
        unit: 'MB',
        beside: about,
      },
    ]
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
