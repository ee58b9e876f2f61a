import { connect, Secret, systemClock, systemIds } from '@patchbay/core'
import { sources, startWorker } from '@patchbay/core/sync'
import { z } from 'zod'

/**
 * A worker in a process of its own that finds nothing to do, look after look. Prints what the looks took: the first,
 * which hears of every connector, the usual ones, and the one of each minute that goes through all ids.
 */
const { elasticsearch, key, ticks } = z
  .object({ elasticsearch: z.string(), key: z.string(), ticks: z.int() })
  .parse(JSON.parse(process.argv[2] ?? ''))

interface Tick {
  cpuMs: number
  requests: number
}

const measured: Tick[] = []
let skipped = 0
let requests = 0
let before = process.cpuUsage()
const done = Promise.withResolvers<void>()
const worker = await startWorker({
  es: connect({
    url: elasticsearch,
    auth: { kind: 'api-key', apiKey: new Secret(key) },
    intercept: (_call, send) => {
      requests += 1
      return send()
    },
  }),
  connectTo: (apiKey) => connect({ url: elasticsearch, auth: { kind: 'api-key', apiKey } }),
  keys: () => undefined,
  sources,
  clock: { ...systemClock, monotonic: () => systemClock.monotonic() + skipped },
  ids: systemIds,
  idle: 50,
  observe: (event) => {
    if (event.is === 'trouble') done.reject(new Error(event.message))
    if (event.is !== 'round') return
    const { user, system } = process.cpuUsage(before)
    measured.push({ cpuMs: (user + system) / 1000, requests })
    requests = 0
    before = process.cpuUsage()
    // The last one finds that a minute has passed.
    if (measured.length === ticks - 1) skipped = 61_000
    if (measured.length === ticks) done.resolve()
  },
})
await done.promise
await worker.stop()
const [first] = measured
const whole = measured.pop()
const usual = measured.slice(1).toSorted((a, b) => a.cpuMs - b.cpuMs)
process.stdout.write(
  `${JSON.stringify({
    firstCpuMs: first?.cpuMs,
    usualCpuMs: usual[usual.length >> 1]?.cpuMs,
    slowestCpuMs: usual.at(-1)?.cpuMs,
    requests: Math.max(...usual.map((tick) => tick.requests)),
    wholeCpuMs: whole?.cpuMs,
    rssMb: process.memoryUsage.rss() / 1024 / 1024,
  })}\n`,
)
