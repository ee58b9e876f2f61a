import type { Figure } from './figure.ts'
import { round } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { startScript } from './sync/run-script.ts'
import { type Measured, syncInto } from './sync/sync-into.ts'

const sizes = [30_000, 300_000, 3_000_000]
/** For the sink, which remembers each document. */
const large = { execArgv: ['--max-old-space-size=6000'] }

/** How much memory a worker takes at most for tables of very different size: the first sync, and the same again. */
export const memory = async (): Promise<Figure[]> => {
  const peaks: { first: Measured; again: Measured }[] = []
  for (const rows of sizes) {
    const bench = await openBenchGround(rows, 'worker.ts')
    try {
      const connector = await bench.newConnector()
      const sink = await startScript('sink.ts', '{"remembers":true}', large)
      bench.stops.push(() => sink.stop())
      const first = await syncInto(bench, { connector, sink, indexed: rows })
      peaks.push({ first, again: await syncInto(bench, { connector, sink, indexed: 0 }) })
    } finally {
      await bench.close()
    }
  }
  const figureOf = (which: 'first' | 'again', what: string): Figure => {
    const mb = peaks.map((peak) => peak[which].peakRssMb)
    return {
      figure: `memory.${which}`,
      value: round((mb.at(-1) ?? Number.NaN) / (mb[0] ?? Number.NaN), 2),
      unit: `times the peak memory for ${(sizes.at(-1) ?? 0) / (sizes[0] ?? 1)} times the rows, ${what}`,
      beside: Object.fromEntries(sizes.map((rows, at) => [`MB at ${rows}`, round(mb[at] ?? Number.NaN)])),
    }
  }
  return [figureOf('first', 'the first sync'), figureOf('again', 'the same again, with nothing changed')]
}
