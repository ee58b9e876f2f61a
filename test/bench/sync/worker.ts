import { monitorEventLoopDelay } from 'node:perf_hooks'
import { connect, Secret, systemClock, systemIds } from '@patchbay/core'
import { runDue, sources, toLines } from '@patchbay/core/sync'
import { z } from 'zod'

/**
 * A worker in a process of its own, which runs what is due once and prints what that took: control plane on one
 * Elasticsearch, content into the sink.
 */
const { elasticsearch, key, sink } = z
  .object({ elasticsearch: z.string(), key: z.string(), sink: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))

/** Nanoseconds in a millisecond; the timer that measures is one of them late by itself. */
const nanoseconds = 1e6
const resolution = 1

const before = process.cpuUsage()
const since = performance.now()
const delay = monitorEventLoopDelay({ resolution })
delay.enable()
await runDue({
  es: connect({ url: elasticsearch, auth: { kind: 'api-key', apiKey: new Secret(key) } }),
  connectTo: (apiKey) => connect({ url: sink, auth: { kind: 'api-key', apiKey } }),
  keys: () => undefined,
  sources,
  clock: systemClock,
  ids: systemIds,
  observe: toLines((line) => process.stderr.write(`${line}\n`)),
})
const seconds = (performance.now() - since) / 1000
const { user, system } = process.cpuUsage(before)
const loopMs = (part: number): number => Math.max(0, part / nanoseconds - resolution)
process.stdout.write(
  `${JSON.stringify({
    seconds,
    cpuMs: (user + system) / 1000,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    loopP99Ms: loopMs(delay.percentile(99)),
    loopMaxMs: loopMs(delay.max),
  })}\n`,
)
