import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Figure } from './figure.ts'
import { median, round } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { asInContainer, startScript } from './sync/run-script.ts'

const rows = 10_000
const times = 15
const kinds = ['full', 'incremental'] as const

const stored = z.object({ hits: z.object({ total: z.object({ value: z.int() }) }) })

/** From asking for a sync of a table of which one row changed until it is done and found, by a worker as it runs by default. */
export const asked = async (): Promise<Figure[]> => {
  const bench = await openBenchGround(rows, 'running-worker.ts')
  const { ground, table } = bench
  try {
    const connector = await bench.newConnector()
    const running = await startScript(bench.worker, bench.told('0'), asInContainer)
    bench.stops.push(() => running.stop())
    const once = async (kind: (typeof kinds)[number], id: number): Promise<number> => {
      // At any moment between two looks for work.
      await sleep((id * 137) % 1_000)
      const name = `changed ${kind} ${id}`
      await table.query('UPDATE products SET sku = $1 WHERE id = $2', [name, id])
      const since = performance.now()
      const job = await ground.request(connector, kind)
      let status = ''
      let error: string | null | undefined
      while (!['completed', 'error', 'canceled'].includes(status)) {
        await sleep(10)
        ;({ status, error } = await ground.job(job))
      }
      const seconds = (performance.now() - since) / 1000
      const query = { match_phrase: { public_products_sku: name } }
      const found = await ground.es.search({ index: `search-${connector}`, query, size: 0 })
      if (status !== 'completed' || stored.parse(found).hits.total.value !== 1)
        throw new Error(`The sync is ${status}, and the row was not found: ${error}`)
      return seconds
    }
    await once('full', 1)
    const figures: Figure[] = []
    for (const kind of kinds) {
      const seconds: number[] = []
      for (let time = 0; time < times; time += 1) seconds.push(await once(kind, 2 + time))
      figures.push({
        figure: `asked.${kind}-seconds`,
        value: round(median(seconds), 2),
        unit: 's from asking until it is done and found',
        beside: { longest: round(Math.max(...seconds), 2), rows, times },
      })
    }
    return figures
  } finally {
    await bench.close()
  }
}
