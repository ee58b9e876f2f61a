import { z } from 'zod'
import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { runScript, startScript } from './sync/run-script.ts'
import { syncInto } from './sync/sync-into.ts'

const rows = 300_000
/** Floor and sync take turns, so that whatever else the machine does meets both. */
const pairs = 5

const sampleSql =
  'SELECT avg(octet_length(row_to_json(p)::text)) AS bytes FROM (SELECT * FROM products LIMIT 1000) p'

/** A first sync of a large table into a sink that forgets, beside PostgreSQL sending the same rows to nobody. */
export const sync = async (): Promise<Figure[]> => {
  const bench = await openBenchGround(rows, 'worker.ts')
  try {
    const sampled = (await bench.table.query<{ bytes: string }>(sampleSql)).rows
    const bytes = z.coerce.number().parse(sampled[0]?.bytes)
    const connector = await bench.newConnector()
    const sink = await startScript('sink.ts')
    bench.stops.push(() => sink.stop())
    const floorOf = async (of: 'rows' | 'documents') =>
      rows / Number(await runScript('floor.ts', JSON.stringify({ database: bench.tableUrl, of })))
    const floorsOf = async () => ({ floor: await floorOf('rows'), made: await floorOf('documents') })
    const syncOf = () => syncInto(bench, { connector, sink, indexed: rows })
    const measured = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = pair % 2 === 0 ? await floorsOf() : undefined
      const synced = await syncOf()
      const floors = first ?? (await floorsOf())
      measured.push({ ...floors, rate: rows / synced.seconds, ...synced })
    }
    const floor = round(median(measured.map((one) => one.floor)))
    const shares = measured.map((one) => one.rate / one.floor)
    const sharesMade = measured.map((one) => one.rate / one.made)
    const about = { rows, 'bytes a document': round(bytes), pairs }
    return [
      {
        figure: 'sync.docs-per-second',
        value: round(median(measured.map((one) => one.rate))),
        unit: 'documents/s',
        beside: { floor, ...about },
      },
      {
        figure: 'sync.vs-floor',
        value: round(median(shares), 2),
        unit: 'of COPY row_to_json',
        beside: { floor, 'from pair to pair': spread(shares) },
      },
      {
        figure: 'sync.vs-documents-floor',
        value: round(median(sharesMade), 2),
        unit: "of COPY row_to_json of the documents themselves, with their ids and Elastic's field names",
        beside: {
          floor: round(median(measured.map((one) => one.made))),
          'from pair to pair': spread(sharesMade),
        },
      },
      {
        figure: 'sync.cpu-ms-per-1k',
        value: round(median(measured.map((one) => (one.cpuMs / rows) * 1000)), 2),
        unit: 'ms',
        beside: about,
      },
      {
        figure: 'sync.peak-rss-mb',
        value: round(Math.max(...measured.map((one) => one.peakRssMb))),
        unit: 'MB',
        beside: about,
      },
      {
        figure: 'sync.loop-delay-p99-ms',
        value: round(median(measured.map((one) => one.loopP99Ms)), 1),
        unit: 'ms that the event loop is late, with the start of the sync',
        beside: { longest: round(median(measured.map((one) => one.loopMaxMs))) },
      },
    ]
  } finally {
    await bench.close()
  }
}
