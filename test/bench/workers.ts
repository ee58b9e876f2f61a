import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Figure } from './figure.ts'
import { median, round, spread } from './sync/numbers.ts'
import { openBenchGround } from './sync/open-bench-ground.ts'
import { asInContainer, startScript } from './sync/run-script.ts'

const rows = 1_000_000
const rowsOfEach = 100_000
const pairs = 3
const latency = 50
const processes = 4
/** About 500 documents, one request after the other: what binds is the time that Elasticsearch takes, not this machine. */
const bulk = { bytes: 470_000, requests: 1 }

const began = z.object({ at: z.number() })
const ended = z.object({ at: z.number(), status: z.literal('completed'), cpuMs: z.number() })
const counted = z.object({ documents: z.int() })

/** How much is read again when a worker is killed in the middle of a sync and another takes it up. */
const resume = async (): Promise<Figure> => {
  const { ground, worker, told, newConnector, stops, close } = await openBenchGround(rows, 'one-sync.ts')
  try {
    const sink = await startScript('sink.ts')
    stops.push(() => sink.stop())
    const documents = async (): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${sink.line}/_documents`)
      return counted.parse(await answer.json()).documents
    }
    const connector = await newConnector()
    const shares: number[] = []
    for (let run = 0; run < 3; run += 1) {
      const before = await documents()
      const job = await ground.request(connector)
      const first = await startScript(worker, told(sink.line), asInContainer)
      while ((await documents()) - before < rows / 2) await sleep(10)
      first.kill()
      await first.ended
      const atKill = (await documents()) - before
      const second = await startScript(worker, told(sink.line), asInContainer)
      ended.parse(JSON.parse(await second.next()))
      await second.ended
      const { status, error } = await ground.job(job)
      if (status !== 'completed') throw new Error(`The sync is ${status}: ${error}`)
      const twice = (await documents()) - before - rows
      if (atKill >= rows || twice < 0) throw new Error(`Killed at ${atKill}, and ${twice} came twice.`)
      shares.push((twice / rows) * 100)
    }
    return {
      figure: 'workers.read-again',
      value: round(Math.max(...shares), 1),
      unit: '% of the rows, the worst of 3 kills at half',
      beside: { rows, each: shares.map((share) => round(share, 1)).join(' ') },
    }
  } finally {
    await close()
  }
}

/** How many times as fast some processes are as one, each at a connector of its own, where Elasticsearch takes its time. */
const share = async (): Promise<Figure> => {
  const opened = await openBenchGround(rowsOfEach, 'one-sync.ts')
  const { ground, worker, told, newConnector, stops, close } = opened
  try {
    const sink = await startScript('sink.ts', JSON.stringify({ latency }))
    stops.push(() => sink.stop())
    const connectors: string[] = []
    while (connectors.length < processes) connectors.push(await newConnector())
    /** Rows a second of so many processes together, from the first beginning to the last end. */
    const rateOf = async (count: number): Promise<{ rate: number; cores: number }> => {
      for (const connector of connectors.slice(0, count)) await ground.request(connector)
      const runs = await Promise.all(
        Array.from({ length: count }, async () => {
          const run = await startScript(worker, told(sink.line, bulk), asInContainer)
          const { at, cpuMs } = ended.parse(JSON.parse(await run.next()))
          await run.ended
          return { from: began.parse(JSON.parse(run.line)).at, to: at, cpuMs }
        }),
      )
      const ms = Math.max(...runs.map(({ to }) => to)) - Math.min(...runs.map(({ from }) => from))
      const cores = runs.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / ms
      return { rate: (count * rowsOfEach * 1000) / ms, cores }
    }
    await rateOf(1)
    const measured = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = pair % 2 === 0 ? await rateOf(1) : undefined
      const together = await rateOf(processes)
      measured.push({ alone: (first ?? (await rateOf(1))).rate, ...together })
    }
    const times = measured.map(({ alone, rate }) => rate / alone)
    return {
      figure: `workers.${processes}-processes`,
      value: round(median(times), 2),
      unit: `times the rows/s of one, one request of each under way, which takes ${latency} ms at least`,
      beside: {
        'from pair to pair': spread(times),
        alone: round(median(measured.map(({ alone }) => alone))),
        together: round(median(measured.map(({ rate }) => rate))),
        'cores of the workers': round(median(measured.map(({ cores }) => cores)), 2),
        'cores of the machine': availableParallelism(),
      },
    }
  } finally {
    await close()
  }
}

export const workers = async (): Promise<Figure[]> => [await resume(), await share()]
