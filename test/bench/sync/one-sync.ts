import { connect, Secret, systemClock, systemIds } from '@patchbay/core'
import { sources, startWorker } from '@patchbay/core/sync'
import { z } from 'zod'

/**
 * A worker in a process of its own that runs one sync, content into the sink. Prints when it begins, and when it has
 * ended how it did, both in milliseconds since 1970. A lease that a dead worker left is taken after two seconds.
 */
const { elasticsearch, key, sink, bulk } = z
  .object({
    elasticsearch: z.string(),
    key: z.string(),
    sink: z.string(),
    bulk: z.object({ bytes: z.int(), requests: z.int() }).optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
const now = (): number => performance.timeOrigin + performance.now()
const done = Promise.withResolvers<void>()
const worker = await startWorker({
  es: connect({ url: elasticsearch, auth: { kind: 'api-key', apiKey: new Secret(key) } }),
  connectTo: (apiKey) => connect({ url: sink, auth: { kind: 'api-key', apiKey } }),
  keys: () => undefined,
  sources,
  clock: systemClock,
  ids: systemIds,
  idle: 100,
  concurrency: 1,
  bulk,
  timing: { heartbeat: 500, leaseTerm: 2_000 },
  observe: (event) => {
    if (event.is === 'trouble') done.reject(new Error(event.message))
    if (event.is === 'sync-begun') say({ at: now() })
    if (event.is !== 'sync-ended') return
    const { user, system } = process.cpuUsage()
    say({ at: now(), status: event.ending.status, cpuMs: (user + system) / 1000 })
    done.resolve()
  },
})
await done.promise
await worker.stop()
process.disconnect()
