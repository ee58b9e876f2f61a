import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { startScript } from './sync/run-script.ts'
import { syncInto, takenBy } from './sync/sync-into.ts'

const rows = 300_000
const pairs = 7
const refused = 0.3

/** A sync into a sink that has no room for some documents at first, in turn with one that has room for all. */
export const throttled = async (): Promise<Figure[]> => {
  const bench = await openBenchGround(rows, 'worker.ts')
  try {
    const connector = await bench.newConnector()
    const roomy = await startScript('sink.ts')
    const full = await startScript('sink.ts', JSON.stringify({ refused }))
    bench.stops.push(
      () => roomy.stop(),
      () => full.stop(),
    )
    const measured = []
    let sent = 0
    for (let pair = 0; pair < pairs; pair += 1) {
      const sinks = pair % 2 === 0 ? [roomy, full] : [full, roomy]
      const before = (await takenBy(full)).documents
      const seconds = new Map<object, number>()
      const cpu = new Map<object, number>()
      for (const sink of sinks) {
        const synced = await syncInto(bench, { connector, sink, indexed: rows })
        seconds.set(sink, synced.seconds)
        cpu.set(sink, synced.cpuMs)
      }
      sent += (await takenBy(full)).documents - before
      const of = (what: Map<object, number>, sink: object): number => what.get(sink) ?? Number.NaN
      measured.push({
        share: of(seconds, roomy) / of(seconds, full),
        cpu: of(cpu, full) / of(cpu, roomy),
      })
    }
    const shares = measured.map(({ share }) => share)
    return [
      {
        figure: 'throttled.share',
        value: round(median(shares), 2),
        unit: 'of the documents/s, where 30 % of all that is sent finds no room; none is lost',
        beside: {
          'from pair to pair': spread(shares),
          'each document was sent, times': round(sent / rows / pairs, 2),
          "the worker's CPU, times": round(median(measured.map((one) => one.cpu)), 2),
          rows,
        },
      },
    ]
  } finally {
    await bench.close()
  }
}
