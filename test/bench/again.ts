import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { startScript } from './sync/run-script.ts'
import { syncInto, takenBy } from './sync/sync-into.ts'

const rows = 300_000
const pairs = 5

interface Pair {
  /** Shares of the first sync. */
  cpu: number
  /** Where one row changed. */
  one: number
  seconds: number
  bytes: number
  /** Milliseconds of CPU for 1,000 rows. */
  first: number
  second: number
  writes: number
}

/** The same full sync again where nothing changed, where one row did, and one row in a hundred, beside the first. */
export const again = async (): Promise<Figure[]> => {
  const bench = await openBenchGround(rows, 'worker.ts')
  try {
    const connector = await bench.newConnector()
    const measured: Pair[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const sink = await startScript('sink.ts', '{"remembers":true}')
      const first = await syncInto(bench, { connector, sink, indexed: rows })
      const whole = await takenBy(sink)
      const second = await syncInto(bench, { connector, sink, indexed: 0 })
      const writes = (await takenBy(sink)).documents - whole.documents
      await bench.table.query(`UPDATE products SET stock = stock + 1 WHERE id = ${rows / 2 + pair}`)
      const third = await syncInto(bench, { connector, sink, indexed: 1 })
      const little = await takenBy(sink)
      await bench.table.query(`UPDATE products SET stock = stock + 1 WHERE id % 100 = ${pair}`)
      await syncInto(bench, { connector, sink, indexed: rows / 100 })
      const bytes = (await takenBy(sink)).bytes - little.bytes
      measured.push({
        cpu: second.cpuMs / first.cpuMs,
        one: third.cpuMs / first.cpuMs,
        seconds: second.seconds / first.seconds,
        first: (first.cpuMs / rows) * 1000,
        second: (second.cpuMs / rows) * 1000,
        writes,
        bytes: bytes / whole.bytes,
      })
      sink.stop()
    }
    const of = (which: keyof Pair): number[] => measured.map((one) => one[which])
    const about = { rows, pairs }
    return [
      {
        figure: 'again.cpu-share',
        value: round(median(of('cpu')) * 100),
        unit: "% of the first sync's CPU",
        beside: {
          'from pair to pair': spread(
            of('cpu').map((share) => share * 100),
            0,
          ),
          'ms a 1,000, first': round(median(of('first')), 2),
          again: round(median(of('second')), 2),
          '% where one row changed': round(median(of('one')) * 100),
          '% of its time': round(median(of('seconds')) * 100),
          ...about,
        },
      },
      { figure: 'again.writes', value: Math.max(...of('writes')), unit: 'documents', beside: about },
      {
        figure: 'again.bytes-of-1-percent',
        value: round(median(of('bytes')) * 100, 2),
        unit: "% of the first sync's bytes, where 1 % of the rows changed",
        beside: about,
      },
    ]
  } finally {
    await bench.close()
  }
}
